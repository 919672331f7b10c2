package store

import (
	"maps"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/uptrace/bun"
)

// visible narrows a query to what the reader may see: access.See as SQL. The alias is that of a table with plan_id,
// number and visibility.
func visible(q *bun.SelectQuery, alias string, reader access.Reader) {
	q.WhereGroup(" and ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q.Where("?.visibility in (?)", bun.Ident(alias), bun.List(reader.Audience.Reads()))
		return own(q, alias, reader)
	})
}

// whole narrows a query to what the reader may see with attribution.
func whole(q *bun.SelectQuery, alias string, reader access.Reader) {
	if reader.Attributed {
		return
	}
	q.WhereGroup(" and ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q.Where("?.visibility <> ?", bun.Ident(alias), access.VisibleUnattributed)
		return own(q, alias, reader)
	})
}

func own(q *bun.SelectQuery, alias string, reader access.Reader) *bun.SelectQuery {
	if len(reader.Organisations) > 0 {
		q.WhereOr("exists (select 1 from commitment_organisations as own where own.plan_id = ?0.plan_id"+
			" and own.organisation in (?1) and own.number = ?0.number)", bun.Ident(alias), bun.List(reader.Organisations))
	}
	return q
}

// seen is the commitment as the reader may see it; false if it is hidden.
func seen(c commitments.Commitment, reader access.Reader) (commitments.Commitment, bool) {
	switch access.See(reader, c.Visibility, c.Organisations()) {
	case access.Hidden:
		return commitments.Commitment{}, false
	case access.Unattributed:
		c.Lead, c.Partners, c.Countries, c.Contact = "", nil, nil, ""
	}
	return c, true
}

// seenEntry is an entry of a commitment of which the reader sees so much. Salt and cause stay in the store.
func seenEntry(e commitments.Entry, sight access.Sight) commitments.Entry {
	e.Salt, e.Cause = "", ""
	if sight == access.Whole {
		return e
	}
	e.Member, e.ToMember, e.Source, e.Evidence = "", "", "", nil
	if len(e.Changes) > 0 {
		e.Changes = maps.Clone(e.Changes)
		for _, field := range []commitments.Field{commitments.FieldLead, commitments.FieldPartners, commitments.FieldCountries} {
			delete(e.Changes, field)
		}
	}
	return e
}
