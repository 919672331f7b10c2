package notices_test

import (
	"slices"
	"testing"

	"github.com/accord-tracker/accord/internal/notices"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/go-cmp/cmp"
)

func TestEveryKindCanBeSwitchedOffButWhatOneAskedFor(t *testing.T) {
	t.Parallel()
	var want []string
	for _, kind := range notices.Kinds {
		if kind != notices.Asked {
			want = append(want, string(kind))
		}
	}
	got := slices.Clone(people.NoticeKinds[:])
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
