package reports

import (
	"slices"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
)

// visibilityOf is the visibility recorded last among the entries that stand, whatever its effective day: it is about
// publishing, not about the past (decision 9). What the registration says counts even where it was taken back, so that
// nobody learns of an undone commitment who could not see it before.
func visibilityOf(entries []commitments.Entry) access.Visibility {
	var stands []bool
	for i, e := range slices.Backward(entries) {
		if len(e.Changes) == 0 {
			continue
		}
		change, ok := e.Changes[commitments.FieldVisibility]
		if !ok {
			continue
		}
		if stands == nil && e.Kind != commitments.KindRegistered {
			stands = commitments.Stands(entries)
		}
		if e.Kind == commitments.KindRegistered || stands[i] {
			return named(change.New.Text)
		}
	}
	return access.VisiblePublic
}

func named(visibility string) access.Visibility {
	if visibility == "" {
		return access.VisiblePublic
	}
	return access.Visibility(visibility)
}
