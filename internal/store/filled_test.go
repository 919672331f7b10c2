package store_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/google/uuid"
)

// filled is a value in which every exported field, at any depth, has a value of its own: what a store forgets is found
// by comparing. The seed makes different values.
func filled[T any](t *testing.T, seed int) T {
	t.Helper()
	var v T
	fill(t, reflect.ValueOf(&v).Elem(), &seed)
	return v
}

func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 1, 1, 0, 0, *n, 123456000, time.UTC)))
		return
	case uuid.UUID:
		v.Set(reflect.ValueOf(uuid.Must(uuid.NewV7())))
		return
	case civil.Date:
		v.Set(reflect.ValueOf(civil.MakeDate(2026, 1, *n)))
		return
	case civil.Quarter:
		v.Set(reflect.ValueOf(civil.Quarter{Year: 2000 + *n, N: 3}))
		return
	case commitments.Value: // a text or a list
		if *n%2 == 0 {
			v.Set(reflect.ValueOf(commitments.Value{Text: fmt.Sprint("text ", *n)}))
		} else {
			v.Set(reflect.ValueOf(commitments.Value{List: []string{fmt.Sprint("item ", *n), "second"}}))
		}
		return
	}
	fillKind(t, v, n)
}

func fillKind(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("é'\"\\?1 $1 %d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillElement(t, v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, n)
		fill(t, value, n)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), n)
			}
		}
	default:
		t.Fatalf("fill: no value for a %v", v.Type())
	}
}

func fillElement(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	if v.Kind() == reflect.Uint8 {
		v.SetUint('f')
		return
	}
	fill(t, v, n)
}

func filledID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// filledPlan is a plan that holds the given steps besides others.
func filledPlan(t *testing.T, codes ...string) *plans.Plan {
	t.Helper()
	p := filled[plans.Plan](t, 1)
	for _, code := range codes {
		step := filled[plans.Step](t, 500)
		step.Code, step.Was = code, nil
		p.Steps = append(p.Steps, step)
	}
	return &p
}
