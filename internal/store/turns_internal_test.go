package store

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

func TestWritersOfOneThingTakeTurnsInTheOrderInWhichTheyCame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var turns turns
		leave, err := turns.wait(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		var order []int
		for i := range 20 {
			go func() {
				leave, err := turns.wait(t.Context(), "a")
				if err != nil {
					t.Error(err)
					return
				}
				order = append(order, i) // one at a time: the race detector watches
				leave()
			}()
			synctest.Wait()
		}
		leave()
		synctest.Wait()
		if len(order) != 20 || !slices.IsSorted(order) {
			t.Errorf("order %v", order)
		}
		if len(turns.of) != 0 {
			t.Errorf("%d turns are kept for nobody", len(turns.of))
		}
	})
}

func TestWritersOfDifferentThingsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	var turns turns
	for _, key := range []string{"a", "b"} {
		leave, err := turns.wait(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
	}
}

func TestWhoeverNoLongerWaitsForATurnHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var turns turns
		leave, err := turns.wait(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone, next := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := turns.wait(ctx, "a")
			gone <- err
		}()
		synctest.Wait()
		go func() {
			leave, err := turns.wait(t.Context(), "a")
			if err == nil {
				leave()
			}
			next <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("whoever gave up: %v", err)
		}
		leave()
		if err := <-next; err != nil {
			t.Errorf("whoever came next: %v", err)
		}
		if len(turns.of) != 0 {
			t.Errorf("%d turns are kept for nobody", len(turns.of))
		}
	})
}
