package chattest

import (
	"time"

	"github.com/accord-tracker/accord/internal/i18n"
	"github.com/accord-tracker/accord/internal/store"
)

// What a Stage takes of a world.

// Store has everything of the world.
func (w *World) Store() *store.Store { return w.store }

// Catalogue has the sentences; one that a language lacks fails the test.
func (w *World) Catalogue() *i18n.Catalogue { return w.catalogue }

// Now is the world's clock. It may be read while the test puts it forward.
func (w *World) Now() time.Time { return w.clock.Now() }

// Forward lets the clock go on.
func (w *World) Forward(d time.Duration) { w.clock.Forward(d) }
