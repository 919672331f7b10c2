package api

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"unicode/utf8"
)

// sound refuses a request that holds a text which no database keeps, wherever in it: a NUL, or bytes that are no UTF-8.
// It looks by reflection, so that a new field cannot be forgotten.
func (x *exchange) sound(in any) error {
	if place := unsoundIn(reflect.ValueOf(in), ""); place != "" {
		return x.at(place, x.trouble(http.StatusUnprocessableEntity, "invalid", "api.bad_text"))
	}
	return nil
}

// unsoundIn is the place of the first such text, as a problem names it; empty if there is none.
func unsoundIn(v reflect.Value, at string) string {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
			return at
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Type() != typeOf[*exchange]() {
			return unsoundIn(v.Elem(), at)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if place := unsoundIn(v.Index(i), fmt.Sprintf("%s[%d]", at, i)); place != "" {
				return place
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if place := unsoundIn(v.Field(i), placeOfField(v.Type().Field(i), at)); place != "" {
				return place
			}
		}
	}
	return ""
}

func placeOfField(f reflect.StructField, at string) string {
	for _, where := range []string{"path", "query", "header"} {
		if tag, ok := f.Tag.Lookup(where); ok {
			name, _, _ := strings.Cut(tag, ",")
			return where + "." + name
		}
	}
	if tag, ok := f.Tag.Lookup("json"); ok {
		name, _, _ := strings.Cut(tag, ",")
		return at + "." + name
	}
	if f.Name == "Body" && !f.Anonymous {
		return "body"
	}
	return at
}
