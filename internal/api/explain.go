package api

import (
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"
)

// explanation is what huma says of a value, and the key of the sentence that we say instead.
type explanation struct {
	said string // huma's format
	key  string
	args []string // names of what stands in the places of the format
}

func explanations() []explanation {
	return []explanation{
		{validation.MsgUnexpectedProperty, "api.value.unknown_field", nil},
		{validation.MsgExpectedRequiredProperty, "api.value.missing_field", []string{"field"}},
		{"required %s parameter is missing", "api.value.missing_parameter", []string{"where"}},
		{validation.MsgExpectedRFC3339DateTime, "api.value.instant", nil},
		{validation.MsgExpectedRFC3339Date, "api.value.date", nil},
		{validation.MsgExpectedRFC4122UUID, "api.value.id", []string{"why"}},
		{validation.MsgExpectedRFC3986URI, "api.value.address", []string{"why"}},
		{validation.MsgExpectedBoolean, "api.value.boolean", nil},
		{validation.MsgExpectedNumber, "api.value.number", nil},
		{validation.MsgExpectedInteger, "api.value.whole_number", nil},
		{"invalid integer", "api.value.whole_number", nil},
		{"invalid boolean", "api.value.boolean", nil},
		{"invalid date/time%s", "api.value.instant", []string{"why"}},
		{validation.MsgExpectedString, "api.value.text", nil},
		{validation.MsgExpectedArray, "api.value.list", nil},
		{validation.MsgExpectedObject, "api.value.object", nil},
		{validation.MsgExpectedArrayItemsUnique, "api.value.unique", nil},
		{validation.MsgExpectedOneOf, "api.value.one_of", []string{"values"}},
		{validation.MsgExpectedMinimumNumber, "api.value.at_least", []string{"limit"}},
		{validation.MsgExpectedMaximumNumber, "api.value.at_most", []string{"limit"}},
		{validation.MsgExpectedMinLength, "api.value.longer", []string{"limit"}},
		{validation.MsgExpectedMaxLength, "api.value.shorter", []string{"limit"}},
		{validation.MsgExpectedMatchPattern, "api.value.pattern", []string{"pattern"}},
		{validation.MsgExpectedBePattern, "api.value.pattern", []string{"pattern"}},
		{validation.MsgExpectedMinItems, "api.value.more_items", []string{"limit"}},
		{validation.MsgExpectedMaxItems, "api.value.fewer_items", []string{"limit"}},
		{validation.MsgExpectedMinProperties, "api.value.more_fields", []string{"limit"}},
		{"unknown query parameter", "api.value.unknown_parameter", nil},
	}
}

var verb = regexp.MustCompile(`%[vds]`)

// explained is the sentence for what huma says of a value. The value itself is never repeated.
func explained(said string) (key string, args []any) {
	for _, e := range explanations() {
		parts := verb.Split(e.said, -1)
		if !strings.HasPrefix(said, parts[0]) || !strings.HasSuffix(said, parts[len(parts)-1]) {
			continue
		}
		if len(parts) == 1 {
			if said != e.said {
				continue
			}
			return e.key, nil
		}
		if e.args[0] == "why" {
			return e.key, nil
		}
		value := strings.TrimSuffix(strings.TrimPrefix(said, parts[0]), parts[len(parts)-1])
		return e.key, []any{e.args[0], value}
	}
	return "api.value.wrong", nil
}
