package bundle

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/google/uuid"
)

// storeCheck goes along the journal of a plan in a store, one entry at a time.
type storeCheck struct {
	faults
	head       VerifyOptions
	seek       string
	digest     string // of the entry before, as it says
	computed   string
	recordedAt time.Time
	v          Verified
}

func (c *storeCheck) run(ctx context.Context, s Source, plan uuid.UUID) error {
	c.seek, c.computed = c.head.wanted(&c.faults), c.digest
	if err := s.EachLink(ctx, plan, c.link); err != nil {
		return fmt.Errorf("walk the chain: %w", err)
	}
	if err := s.EachCommitment(ctx, plan, c.commitment); err != nil {
		return fmt.Errorf("fold the journal: %w", err)
	}
	tail, err := s.Tail(ctx, plan)
	if err != nil {
		return fmt.Errorf("find the end of the journal: %w", err)
	}
	if tail.Position != c.v.Position || tail.Digest != c.digest {
		c.at("journal", "bundle.tail_differs", "position", tail.Position, "last", c.v.Position)
	}
	if c.seek != "" && c.v.FoundAt == 0 {
		c.at("head", "bundle.head_not_found", "head", c.seek)
	}
	c.v.Head, c.v.Errors, c.v.Total = c.digest, c.kept, c.total
	return nil
}

// at notes a fault at a path that is no record of a file.
func (c *storeCheck) at(path, key string, pairs ...any) {
	c.total++
	if len(c.kept) < maxErrors {
		c.kept = append(c.kept, Error{Path: path, Problem: problem.New(problem.Invalid, key, pairs...).At(path)})
	}
}

func (c *storeCheck) link(e *commitments.Entry) error {
	at := fmt.Sprintf("%s.entries[%d].", e.Commitment, e.Seq)
	c.v.Entries++
	follows := e.Position == c.v.Position+1
	if !follows {
		c.at(at+"position", "bundle.position_gap", "position", e.Position, "missing", c.v.Position+1)
	}
	if e.RecordedAt.Before(c.recordedAt) {
		c.at(at+"position", "bundle.position_against_time", "position", e.Position)
	}
	entry := commitments.Digests(e).Entry
	computed := commitments.LinkDigest(c.digest, entry)
	if follows && computed != e.Digest {
		if e.Digest == commitments.LinkDigest(c.computed, entry) {
			computed = e.Digest
		} else {
			c.at(at+"digest", "bundle.digest_wrong", "position", e.Position)
		}
	}
	if c.seek != "" && e.Digest == c.seek {
		c.v.FoundAt = e.Position
	}
	c.v.Position, c.digest, c.computed, c.recordedAt = e.Position, e.Digest, computed, e.RecordedAt
	return nil
}

// commitment compares a row with the fold of its entries.
func (c *storeCheck) commitment(row *commitments.Commitment, all []commitments.Entry) error {
	fold := commitments.Fold(all)
	for _, field := range changed(&row.State, &fold) {
		c.at(row.Ref+"."+field, "bundle.not_the_fold", "field", field)
	}
	return nil
}

// changed lists the fields in which two states differ.
func changed(a, b *commitments.State) []string {
	var fields []string
	for _, f := range [...]struct {
		field string
		same  bool
	}{
		{"title", a.Title == b.Title},
		{"description", a.Description == b.Description},
		{"lead", a.Lead == b.Lead},
		{"partners", slices.Equal(a.Partners, b.Partners)},
		{"steps", slices.Equal(a.Steps, b.Steps)},
		{"countries", slices.Equal(a.Countries, b.Countries)},
		{"cadence", a.Cadence == b.Cadence},
		{"starts_on", a.StartsOn == b.StartsOn},
		{"due_on", a.DueOn == b.DueOn},
		{"measure", a.Measure == b.Measure},
		{"visibility", a.Visibility == b.Visibility},
		{"status", a.Status == b.Status},
		{"percent", a.Percent == b.Percent || a.Percent != nil && b.Percent != nil && *a.Percent == *b.Percent},
		{"confidence", a.Confidence == b.Confidence},
		{"milestones", slices.Equal(a.Milestones, b.Milestones)},
		{"contact", a.Contact == b.Contact},
		{"version", a.Version == b.Version},
		{"registered_on", a.RegisteredOn == b.RegisteredOn},
		{"last_news_on", a.LastNewsOn == b.LastNewsOn && a.LastNewsSeq == b.LastNewsSeq},
		{"undone", a.Undone == b.Undone},
	} {
		if !f.same {
			fields = append(fields, f.field)
		}
	}
	return fields
}
