package api

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// finishDocument gives every body in the document an example, made of the examples of its fields, says that no list is
// ever null, and serves the document.
func (s *Server) finishDocument() {
	schemas := s.api.OpenAPI().Components.Schemas.Map()
	// huma's own form of errors, which never leaves this server: see ourProblem.
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, schema := range schemas {
		neverNull(schema)
	}
	for _, op := range s.Operations() {
		for _, response := range op.Responses {
			s.exemplify(response.Content)
		}
		if op.RequestBody != nil {
			s.exemplify(op.RequestBody.Content)
		}
		slices.SortFunc(op.Parameters, func(a, b *huma.Param) int { return strings.Compare(a.In+a.Name, b.In+b.Name) })
		for _, parameter := range op.Parameters {
			if parameter.Example == nil && parameter.Schema != nil && len(parameter.Schema.Examples) > 0 {
				parameter.Example = parameter.Schema.Examples[0]
			}
		}
	}
	if err := s.serveDocument(); err != nil {
		panic(fmt.Sprintf("api: the document has no JSON: %v", err)) // a bug in a type
	}
	s.serveDocs()
}

func neverNull(schema *huma.Schema) {
	if schema == nil {
		return
	}
	if schema.Type == huma.TypeArray {
		schema.Nullable = false
	}
	for _, property := range schema.Properties {
		if property.Type == huma.TypeArray {
			property.Nullable = property.Nullable && property.Extensions[mayBeNull] == true
		}
		neverNull(property.Items)
	}
}

func (s *Server) exemplify(content map[string]*huma.MediaType) {
	for _, media := range content {
		if media.Example == nil && media.Schema != nil {
			media.Example = s.example(media.Schema)
		}
	}
}

// example of a schema: what it says itself, or one made of its parts.
func (s *Server) example(schema *huma.Schema) any {
	if schema.Ref != "" {
		return s.example(s.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref))
	}
	switch {
	case len(schema.Examples) > 0:
		return schema.Examples[0]
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	}
	switch schema.Type {
	case huma.TypeObject:
		whole := map[string]any{}
		for name, property := range schema.Properties {
			whole[name] = s.example(property)
		}
		return whole
	case huma.TypeArray:
		return []any{s.example(schema.Items)}
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	case huma.TypeBoolean:
		return true
	}
	switch schema.Format {
	case "date":
		return "2027-03-31"
	case "date-time":
		return "2026-11-25T09:00:00Z"
	case "uuid":
		return "0193a5c0-7c1e-7d3a-9f52-0f6f3c1b2a44"
	}
	return "…"
}

func problemExample(status int) any {
	return map[string]any{
		"type": "/docs#problem-" + sortOf(status), "title": http.StatusText(status), "status": status,
		"code": "api." + sortOf(status), "detail": http.StatusText(status), "request_id": "6c5a3f0e-8f0b-4b60-9a53-7a9f6f2f3a11",
	}
}

// sortOf is the sort of problem that a status usually stands for.
func sortOf(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "unauthenticated"
	case http.StatusForbidden:
		return "refused"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusConflict:
		return "conflict"
	case http.StatusPreconditionFailed:
		return "precondition_failed"
	case http.StatusPreconditionRequired:
		return "precondition_required"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	case http.StatusTooManyRequests:
		return "too_many_requests"
	case http.StatusInternalServerError:
		return "internal"
	case http.StatusServiceUnavailable:
		return "unavailable"
	}
	return "invalid"
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
