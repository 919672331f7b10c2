package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// entryRow is a row of the journal. What a figure needs stands before what only people read.
type entryRow struct {
	bun.BaseModel `bun:"table:entries,alias:e"`

	PlanID       uuid.UUID `bun:",pk"`
	Number       int       `bun:",pk"` // of the commitment
	Seq          int       `bun:",pk"`
	Position     int64
	ID           uuid.UUID
	CommitmentID uuid.UUID
	Kind         commitments.Kind
	Status       commitments.Status
	Percent      *int
	Confidence   commitments.Confidence
	EffectiveOn  civil.Date
	RecordedAt   time.Time
	Corrects     int
	TakesBack    bool
	Member       string
	ToMember     string
	Via          commitments.Via
	Language     string
	Changes      string // JSON
	Milestone    string // JSON
	Source       string
	Cause        string
	TextDigest   string
	Salt         string
	Digest       string
	Evidence     string // JSON
	Note         string
}

func entryRowOf(e *commitments.Entry) (entryRow, error) {
	row := entryRow{
		PlanID: e.PlanID, Number: numberOf(e.Commitment), Seq: e.Seq, Position: e.Position, ID: e.ID,
		CommitmentID: e.CommitmentID, Kind: e.Kind, Status: e.Status, Percent: e.Percent, Confidence: e.Confidence,
		EffectiveOn: e.EffectiveOn, RecordedAt: micro(e.RecordedAt), Corrects: e.Corrects, TakesBack: e.TakesBack,
		Member: e.Member, ToMember: e.ToMember, Via: e.Via, Language: e.Language, Source: e.Source, Cause: e.Cause,
		TextDigest: e.TextDigest, Salt: e.Salt, Digest: e.Digest, Note: e.Note,
	}
	if row.Number == 0 {
		return row, fmt.Errorf("entry %d is of %q, which is no ref", e.Position, e.Commitment)
	}
	var err error
	if row.Changes, err = changesText(e.Changes); err != nil {
		return row, err
	}
	if row.Evidence, err = evidenceText(e.Evidence); err != nil {
		return row, err
	}
	if e.Milestone != nil {
		text, err := json.Marshal(milestoneDocument(*e.Milestone))
		row.Milestone = string(text)
		return row, err
	}
	return row, nil
}

func (r *entryRow) entry() (commitments.Entry, error) {
	e := commitments.Entry{
		ID: r.ID, PlanID: r.PlanID, CommitmentID: r.CommitmentID, Commitment: refOf(r.Number), Seq: r.Seq,
		Position: r.Position, Kind: r.Kind, Note: r.Note, Language: r.Language, Status: r.Status, Percent: r.Percent,
		Confidence: r.Confidence, EffectiveOn: r.EffectiveOn, RecordedAt: r.RecordedAt.UTC(), Member: r.Member,
		Via: r.Via, Source: r.Source, Cause: r.Cause, Corrects: r.Corrects, TakesBack: r.TakesBack,
		ToMember: r.ToMember, Salt: r.Salt, TextDigest: r.TextDigest, Digest: r.Digest,
	}
	var changesErr, evidenceErr error
	e.Changes, changesErr = changesOf(r.Changes)
	e.Evidence, evidenceErr = evidenceOf(r.Evidence)
	if r.Milestone != "" {
		var d milestoneDocument
		evidenceErr = errors.Join(evidenceErr, textInto(r.Milestone, &d))
		e.Milestone = (*commitments.Milestone)(&d)
	}
	if err := errors.Join(changesErr, evidenceErr); err != nil {
		return commitments.Entry{}, fmt.Errorf("read entry %d of %s: %w", r.Seq, e.Commitment, err)
	}
	return e, nil
}

func entriesOf(rows []entryRow) ([]commitments.Entry, error) {
	entries := make([]commitments.Entry, len(rows))
	for i := range rows {
		var err error
		if entries[i], err = rows[i].entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// evidenceDocument is a stored link. The names are for ever.
type evidenceDocument struct {
	URL   string `json:"url,omitempty"`
	Title string `json:"title,omitempty"`
}

func evidenceText(evidence []commitments.Evidence) (string, error) {
	if len(evidence) == 0 {
		return "", nil
	}
	documents := make([]evidenceDocument, len(evidence))
	for i, ev := range evidence {
		documents[i] = evidenceDocument(ev)
	}
	text, err := json.Marshal(documents)
	return string(text), err
}

func evidenceOf(text string) ([]commitments.Evidence, error) {
	var documents []evidenceDocument
	if err := textInto(text, &documents); err != nil {
		return nil, err
	}
	return mapped(documents, func(d evidenceDocument) commitments.Evidence { return commitments.Evidence(d) }), nil
}
