package access

import (
	"slices"

	"github.com/google/uuid"
)

// Visibility of a commitment (domain.md).
type Visibility string

const (
	VisiblePublic       Visibility = "public"
	VisibleEndorsers    Visibility = "endorsers"
	VisibleConveners    Visibility = "conveners"
	VisibleUnattributed Visibility = "unattributed"
)

// Visibilities lists them all.
var Visibilities = [...]Visibility{VisiblePublic, VisibleEndorsers, VisibleConveners, VisibleUnattributed}

// Known says whether v is one of Visibilities.
func (v Visibility) Known() bool { return slices.Contains(Visibilities[:], v) }

// Audience of a report, export, feed or room.
type Audience string

const (
	ToPublic    Audience = "public"
	ToEndorsers Audience = "endorsers"
	ToConveners Audience = "conveners"
)

// Audiences lists them from the widest to the narrowest.
var Audiences = [...]Audience{ToPublic, ToEndorsers, ToConveners}

// Known says whether a is one of Audiences.
func (a Audience) Known() bool { return slices.Contains(Audiences[:], a) }

// Reads lists the visibilities that the audience may see, unattributed ones without attribution.
func (a Audience) Reads() []Visibility {
	switch a {
	case ToConveners:
		return []Visibility{VisiblePublic, VisibleUnattributed, VisibleEndorsers, VisibleConveners}
	case ToEndorsers:
		return []Visibility{VisiblePublic, VisibleUnattributed, VisibleEndorsers}
	default:
		return []Visibility{VisiblePublic, VisibleUnattributed}
	}
}

// Reader is who will see an answer, with regard to one plan. The zero Reader is the public.
type Reader struct {
	Audience      Audience
	Organisations []string // the reader's own: their commitments are seen whole, whatever their visibility
	Attributed    bool     // a convener in person, who administers unattributed commitments and sees whose they are
}

// ReaderOf is the actor as a reader of the plan in a private conversation, a request or a page of their own.
func ReaderOf(actor Actor, plan uuid.UUID) Reader {
	reader := Reader{Audience: ToPublic, Organisations: actor.Organisations()}
	if len(actor.Endorsing) > 0 {
		reader.Audience = ToEndorsers
	}
	if actor.ConvenerOf(plan) || actor.Operator {
		reader.Audience, reader.Attributed = ToConveners, true
	}
	return reader
}

// Room is the reader that stands for everybody in a shared room, or for everybody a document is made for: never more
// than the audience, and nothing of anybody's own.
func Room(audience Audience) Reader { return Reader{Audience: audience} }

// Sight is how much of a commitment a reader may see.
type Sight int

const (
	Hidden       Sight = iota // as if it did not exist
	Unattributed              // its text and figures, without organisation, author, country, evidence or link
	Whole
)

// See is the one function for what a reader may see of a commitment, for chat, API, pages, feeds, exports and reports
// alike. The organisations are its lead and partners.
func See(reader Reader, visibility Visibility, organisations []string) Sight {
	for _, own := range reader.Organisations {
		if slices.Contains(organisations, own) {
			return Whole
		}
	}
	switch {
	case !slices.Contains(reader.Audience.Reads(), visibility):
		return Hidden
	case visibility == VisibleUnattributed && !reader.Attributed:
		return Unattributed
	default:
		return Whole
	}
}
