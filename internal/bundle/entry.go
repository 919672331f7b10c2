package bundle

import (
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/commitments"
)

const (
	digestDigits = 64
	saltDigits   = 32
)

// entryRecord is an entry as a bundle has it.
type entryRecord struct {
	at          place
	entryDigest string // of an entry that is shown in part
	faulty      []string
	commitments.Entry
}

// broken says whether something of the entry could not be read, so that its digest cannot be computed.
func (e *entryRecord) broken() bool { return len(e.faulty) > 0 }

// spoilt says whether a field of the entry, or a part of it, could not be read.
func (e *entryRecord) spoilt(field string) bool {
	return slices.ContainsFunc(e.faulty, func(f string) bool {
		return f == field || strings.HasPrefix(f, field+".") || strings.HasPrefix(f, field+"[")
	})
}

func (d *decoder) entry(n *node) entryRecord {
	e := entryRecord{at: d.at}
	d.object(n, func(name string, n *node) bool {
		return d.said(&e, name, n) || d.values(&e.Entry, name, n) || d.chained(&e, name, n)
	})
	d.needed("commitment", e.Commitment)
	d.needed("kind", string(e.Kind))
	if e.RecordedAt.IsZero() {
		d.needed("recorded_at", "")
	}
	e.faulty = d.faulty
	return e
}

// said reads which entry it is, and who said it when and where.
func (d *decoder) said(e *entryRecord, name string, n *node) bool {
	switch name {
	case "commitment":
		e.Commitment = d.text(name, n)
	case "seq":
		e.Seq = d.count(name, n)
	case "kind":
		e.Kind = word(d, name, n, commitments.Kind.Known)
	case "note":
		e.Note = d.text(name, n)
	case "language":
		e.Language = d.text(name, n)
	case "evidence":
		e.Evidence = d.evidence(name, n)
	case "effective_on":
		e.EffectiveOn = d.date(name, n)
	case "recorded_at":
		e.RecordedAt = d.instant(name, n)
	case "member":
		e.Member = d.text(name, n)
	case "via":
		e.Via = word(d, name, n, commitments.Via.Known)
	case "source":
		e.Source = d.text(name, n)
	case "corrects":
		e.Corrects = d.count(name, n)
	case "takes_back":
		e.TakesBack = d.flag(name, n)
	default:
		return false
	}
	return true
}

// values reads what the entry states.
func (d *decoder) values(e *commitments.Entry, name string, n *node) bool {
	switch name {
	case "status":
		e.Status = word(d, name, n, commitments.Status.Known)
	case "percent":
		e.Percent = d.number(name, n)
	case "confidence":
		e.Confidence = word(d, name, n, commitments.Confidence.Known)
	case "changes":
		e.Changes = d.changes(name, n)
	case "milestone":
		if !n.empty() {
			d.within(name, func() {
				m := d.milestone(n, func(string, *node) bool { return false })
				e.Milestone = &m
			})
		}
	case "to_member":
		e.ToMember = d.text(name, n)
	default:
		return false
	}
	return true
}

// chained reads what the chain needs.
func (d *decoder) chained(e *entryRecord, name string, n *node) bool {
	switch name {
	case "position":
		e.Position = int64(d.count(name, n))
	case "digest":
		e.Digest = d.hex(name, n, digestDigits)
	case "salt":
		e.Salt = d.hex(name, n, saltDigits)
	case "text_digest":
		e.TextDigest = d.hex(name, n, digestDigits)
	case "entry_digest":
		e.entryDigest = d.hex(name, n, digestDigits)
	default:
		return false
	}
	return true
}

func (d *decoder) evidence(field string, n *node) []commitments.Evidence {
	var all []commitments.Evidence
	d.each(field, n, func(_ int, n *node) {
		var ev commitments.Evidence
		d.object(n, func(name string, n *node) bool {
			switch name {
			case "url":
				ev.URL = d.text(name, n)
			case "title":
				ev.Title = d.text(name, n)
			default:
				return false
			}
			return true
		})
		all = append(all, ev)
	})
	return all
}

// changes reads {field: {"old": …, "new": …}}. A field that is named with nothing new becomes empty.
func (d *decoder) changes(field string, n *node) commitments.Changes {
	if n.empty() {
		return nil
	}
	changes := commitments.Changes{}
	d.within(field, func() {
		d.object(n, func(name string, n *node) bool {
			f := commitments.Field(name)
			if !f.Known() {
				return false
			}
			if !n.empty() {
				changes[f] = d.change(f, n)
			}
			return true
		})
	})
	return changes
}

func (d *decoder) change(f commitments.Field, n *node) commitments.Change {
	var c commitments.Change
	if n.shape != isObject {
		d.wrong(string(f), "bundle.not_object")
		return c
	}
	for i, name := range n.names {
		switch {
		case name == "old":
			c.Old = d.changed(f, &n.nodes[i])
		case name == "new":
			c.New = d.changed(f, &n.nodes[i])
		case !strings.HasPrefix(name, "x_"):
			d.wrong(string(f)+"."+shortened(name), "bundle.unknown_field", "field", shortened(name))
		}
	}
	return c
}

// changed is a value of the field. What is wrong with it is wrong with the field.
func (d *decoder) changed(f commitments.Field, n *node) commitments.Value {
	switch {
	case f.IsList():
		return commitments.Value{List: d.texts(string(f), n)}
	case f == commitments.FieldStartsOn || f == commitments.FieldDueOn:
		return commitments.Value{Text: string(d.date(string(f), n))}
	default:
		return commitments.Value{Text: d.text(string(f), n)}
	}
}

// withheldRecord stands in the place of an entry that a reader may not see.
type withheldRecord struct {
	at          place
	position    int64
	entryDigest string
	faulty      bool
}

func (d *decoder) withheld(n *node) withheldRecord {
	w := withheldRecord{at: d.at}
	d.object(n, func(name string, n *node) bool {
		switch name {
		case "position":
			w.position = int64(d.count(name, n))
		case "entry_digest":
			w.entryDigest = d.hex(name, n, digestDigits)
		default:
			return false
		}
		return true
	})
	if w.position == 0 {
		d.needed("position", "")
	}
	d.needed("entry_digest", w.entryDigest)
	w.faulty = len(d.faulty) > 0
	return w
}
