package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/accord-tracker/accord/internal/bundle"
	"github.com/accord-tracker/accord/internal/calendar"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

var (
	_ bundle.Target = (*Store)(nil)
	_ bundle.BulkTx = (*tx)(nil)
)

// rowsAtOnce is how many rows one statement inserts.
const rowsAtOnce = 250

// Bulk runs f in one transaction that holds the lock of the plan, if it is there, and commits if f returns nil: an
// import is there as a whole or not at all. It may run f again, as Change does.
func (s *Store) Bulk(ctx context.Context, plan string, f func(bundle.BulkTx) error) error {
	return s.Change(ctx, plan, func(opened commitments.Tx) error {
		t := opened.(*tx)
		if s.postgres() {
			// PostgreSQL plans the checks of foreign keys once, while the tables are still empty, and would go on to
			// read them from end to end for every row.
			if _, err := t.db.ExecContext(ctx, "set local enable_seqscan = off"); err != nil {
				return fmt.Errorf("prepare for many rows: %w", err)
			}
		}
		return f(t)
	})
}

// HoldsAny says whether the plan has any endorsement or commitment.
func (t *tx) HoldsAny(ctx context.Context, plan uuid.UUID) (bool, error) {
	for _, model := range []any{(*endorsementRow)(nil), (*commitmentRow)(nil)} {
		there, err := t.db.NewSelect().Model(model).Where("plan_id = ?", plan).Exists(ctx)
		if there || err != nil {
			return there, said(err)
		}
	}
	return false, nil
}

func (t *tx) AddOrganisations(ctx context.Context, all []people.Organisation) error {
	return addAll(ctx, t.db, "organisations", all, organisationRowOf)
}

func (t *tx) AddMembers(ctx context.Context, all []people.Member) error {
	return addAll(ctx, t.db, "members", all, memberRowOf)
}

func (t *tx) AddEndorsements(ctx context.Context, all []people.Endorsement) error {
	return addAll(ctx, t.db, "endorsements", all, endorsementRowOf)
}

func (t *tx) AddEvents(ctx context.Context, all []calendar.Event) error {
	return addAll(ctx, t.db, "events", all, eventRowOf)
}

func addAll[T, R any](ctx context.Context, db bun.IDB, what string, all []T, rowOf func(T) R) error {
	if err := sound(all); err != nil {
		return err
	}
	if err := insertAll(ctx, db, mapped(all, rowOf)); err != nil {
		return said(fmt.Errorf("add %s: %w", what, err))
	}
	return nil
}

func insertAll[R any](ctx context.Context, db bun.IDB, rows []R) error {
	for some := range slices.Chunk(rows, rowsAtOnce) {
		if err := insert(ctx, db, &some); err != nil {
			return err
		}
	}
	return nil
}

// AddCommitments writes commitments that are not there yet, and all their entries.
func (t *tx) AddCommitments(ctx context.Context, all []commitments.Commitment, entries []commitments.Entry) error {
	if err := sound(all, entries); err != nil {
		return err
	}
	for _, add := range []func() error{
		func() error { return t.addCommitments(ctx, all) },
		func() error { return t.addEntries(ctx, entries) },
		func() error { return t.addTexts(ctx, all, entries) },
	} {
		if err := add(); err != nil {
			return said(fmt.Errorf("add commitments: %w", err))
		}
	}
	return nil
}

func (t *tx) addCommitments(ctx context.Context, all []commitments.Commitment) error {
	rows := make([]commitmentRow, len(all))
	var steps []commitmentStepRow
	var organisations []commitmentOrganisationRow
	for i := range all {
		c := &all[i]
		var err error
		if rows[i], err = commitmentRowOf(c); err != nil {
			return err
		}
		plan, err := t.planWith(ctx, c.PlanID)
		if err != nil {
			return err
		}
		steps = append(steps, commitmentStepRows(c, presentCodes(plan, c.Steps))...)
		organisations = append(organisations, commitmentOrganisationRows(c)...)
	}
	if err := insertAll(ctx, t.db, rows); err != nil {
		return err
	}
	if err := t.analyse(ctx); err != nil {
		return err
	}
	if err := insertAll(ctx, t.db, steps); err != nil {
		return err
	}
	return insertAll(ctx, t.db, organisations)
}

// analyse lets PostgreSQL look at the first commitments of a bulk, so that its checks of foreign keys look them up by
// their key and not by another index that begins with the plan.
func (t *tx) analyse(ctx context.Context) error {
	if t.analysed || !t.store.postgres() {
		return nil
	}
	t.analysed = true
	_, err := t.db.ExecContext(ctx, "analyze commitments")
	return err
}

func (t *tx) addEntries(ctx context.Context, entries []commitments.Entry) error {
	rows := make([]entryRow, len(entries))
	for i := range entries {
		var err error
		if rows[i], err = entryRowOf(&entries[i]); err != nil {
			return err
		}
	}
	return insertAll(ctx, t.db, rows)
}

// addTexts makes commitments and notes searchable.
func (t *tx) addTexts(ctx context.Context, all []commitments.Commitment, entries []commitments.Entry) error {
	var texts []searchable
	for i := range all {
		c := &all[i]
		texts = appendText(texts, textRow{PlanID: c.PlanID, Number: c.Number}, c.Title, c.Description, c.Measure)
	}
	for i := range entries {
		e := &entries[i]
		texts = appendText(texts, textRow{PlanID: e.PlanID, Number: numberOf(e.Commitment), Seq: e.Seq}, e.Note)
	}
	if t.store.postgres() {
		return t.addVectors(ctx, texts)
	}
	return t.addToIndex(ctx, texts)
}

// searchable is a text and its folded words.
type searchable struct {
	textRow
	words []string
}

func appendText(texts []searchable, row textRow, from ...string) []searchable {
	if found := searchWords(from...); len(found) > 0 {
		texts = append(texts, searchable{row, found})
	}
	return texts
}

func (t *tx) addVectors(ctx context.Context, texts []searchable) error {
	for some := range slices.Chunk(texts, rowsAtOnce) {
		values := make([]string, len(some))
		args := make([]any, 0, 4*len(some))
		for i, text := range some {
			values[i] = "(?, ?, ?, ?::tsvector)"
			args = append(args, text.PlanID, text.Number, text.Seq, vectorText(text.words))
		}
		_, err := t.db.NewRaw("insert into texts (plan_id, number, seq, words) values "+strings.Join(values, ", "), args...).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) addToIndex(ctx context.Context, texts []searchable) error {
	var last int64
	if err := t.db.NewRaw("select coalesce(max(id), 0) from texts").Scan(ctx, &last); err != nil {
		return err
	}
	for some := range slices.Chunk(texts, rowsAtOnce) {
		places, contents := make([]string, len(some)), make([]string, len(some))
		var placeArgs, contentArgs []any
		for i, text := range some {
			last++
			content := strings.Join(text.words, " ")
			places[i], contents[i] = "(?, ?, ?, ?, ?)", "(?, ?)"
			placeArgs = append(placeArgs, last, text.PlanID, text.Number, text.Seq, content)
			contentArgs = append(contentArgs, last, content)
		}
		_, err := t.db.NewRaw("insert into texts (id, plan_id, number, seq, words) values "+strings.Join(places, ", "), placeArgs...).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = t.db.NewRaw("insert into texts_words (rowid, words) values "+strings.Join(contents, ", "), contentArgs...).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// MoveTail writes where the journal of the plan ends now.
func (t *tx) MoveTail(ctx context.Context, tail commitments.Tail) error {
	before, err := t.Tail(ctx, tail.PlanID)
	if err != nil {
		return err
	}
	return said(t.moveTail(ctx, tail, int(tail.Position-before.Position)))
}
