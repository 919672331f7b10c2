package chattest

import (
	"fmt"
	"sync"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/plans"
)

// furniture is what every world has alike and none changes.
type furniture struct {
	documents []*plans.Plan
	reader    *understand.Reader
	catalogue *i18n.Catalogue
}

// built is made once for all worlds of a test program: reading plans and catalogues takes longer than a conversation.
var built = sync.OnceValues(func() (furniture, error) {
	documents, err := plans.BuiltIn()
	if err != nil {
		return furniture{}, fmt.Errorf("built-in plans: %w", err)
	}
	reader, err := understand.New(plans.NewResolver(documents))
	if err != nil {
		return furniture{}, err
	}
	catalogue, err := i18n.Load()
	return furniture{documents, reader, catalogue}, err
})
