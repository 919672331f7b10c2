package api

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// answerOf is an answer that is all body.
type answerOf[T any] struct{ Body T }

// List is one page of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Total *int   `json:"total,omitempty" minimum:"0" example:"1" doc:"How many there are on all pages, for this reader. Left out where nobody counts them."`
	Next  string `json:"next,omitempty" example:"b3J…" doc:"Cursor of the next page; left out on the last."`
}

// whole is a list in one page.
func whole[T any](items []T) List[T] {
	if items == nil {
		items = []T{}
	}
	return List[T]{Items: items, Total: new(len(items))}
}

// mayBeNull marks, in a schema, a list that a request may set to null.
const mayBeNull = "x-null-empties"

// given is a field of a change: left out it stays as it is, null empties it, and a value replaces it.
type given[T any] struct {
	there bool
	value T
}

// UnmarshalJSON is only called for what is there.
func (g *given[T]) UnmarshalJSON(text []byte) error {
	g.there = true
	return json.Unmarshal(text, &g.value)
}

// Schema is that of a T which may be null.
func (g given[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *r.Schema(typeOf[T](), true, "")
	schema.Nullable = true
	if schema.Type == huma.TypeArray {
		schema.Extensions = map[string]any{mayBeNull: true}
	}
	return &schema
}

// pointer is nil where nothing was given.
func (g given[T]) pointer() *T {
	if !g.there {
		return nil
	}
	return &g.value
}

// instantOf is an instant for JSON: UTC, or nothing.
func instantOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// zoneAndDay is where and when "today" is.
func (x *exchange) zone() *time.Location {
	if x.plan != nil {
		if zone, err := x.plan.Zone(); err == nil {
			return zone
		}
	}
	return time.UTC
}

// some is an empty list instead of none: a list is never null.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func listOf[F, T any](from []F, shape func(*F) T) []T {
	shaped := make([]T, len(from))
	for i := range from {
		shaped[i] = shape(&from[i])
	}
	return shaped
}
