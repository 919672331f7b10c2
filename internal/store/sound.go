package store

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// sound returns ErrText if any text in the values, at any depth, is one that PostgreSQL or bun refuses or that SQLite
// would not give back as it was. It looks by reflection, so that a new field cannot be forgotten.
func sound(values ...any) error {
	for _, v := range values {
		if err := soundValue(reflect.ValueOf(v)); err != nil {
			return err
		}
	}
	return nil
}

func soundValue(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		return soundText(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return soundValue(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				if err := soundValue(v.Field(i)); err != nil {
					return err
				}
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := soundValue(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for each := v.MapRange(); each.Next(); {
			if err := soundValue(each.Value()); err != nil {
				return err
			}
		}
	}
	return nil
}

func soundText(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return fmt.Errorf("%.40q: %w", s, ErrText)
	}
	return nil
}
