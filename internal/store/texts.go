package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/words"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// textRow is a text that can be searched: seq 0 is the commitment itself, any other the note of that entry. Both
// databases are given the same folded words, so that both find the same.
type textRow struct {
	bun.BaseModel `bun:"table:texts,alias:t"`

	ID     int64     `bun:",scanonly"` // SQLite only
	PlanID uuid.UUID `bun:",pk"`
	Number int       `bun:",pk"`
	Seq    int       `bun:",pk"`
}

// Nobody looks for a word of more letters, or one so far down in a text; both databases have limits of their own.
const (
	longestWord  = 60
	wordsInIndex = 16000
)

// searchWords are the folded words of a text: runs of letters and digits.
func searchWords(texts ...string) []string {
	all := strings.FieldsFunc(words.Fold(strings.Join(texts, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
	for i, word := range all {
		if runes := []rune(word); len(runes) > longestWord {
			all[i] = string(runes[:longestWord])
		}
	}
	return all[:min(len(all), wordsInIndex)]
}

// index brings what can be searched up to date with new entries.
func (t *tx) index(ctx context.Context, entries []commitments.Entry, c *commitments.Commitment) error {
	retitled := slices.ContainsFunc(entries, func(e commitments.Entry) bool {
		return e.Kind == commitments.KindRegistered || e.Kind == commitments.KindEdited || e.Kind == commitments.KindCorrected
	})
	if retitled {
		if c.Version > len(entries) {
			if err := t.unindex(ctx, c.PlanID, c.Number, 0); err != nil {
				return err
			}
		}
		if err := t.indexText(ctx, textRow{PlanID: c.PlanID, Number: c.Number}, c.Title, c.Description, c.Measure); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if e.Note != "" {
			if err := t.indexText(ctx, textRow{PlanID: c.PlanID, Number: c.Number, Seq: e.Seq}, e.Note); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) indexText(ctx context.Context, row textRow, texts ...string) error {
	found := searchWords(texts...)
	if len(found) == 0 {
		return nil
	}
	if t.store.postgres() {
		_, err := t.db.NewRaw("insert into texts (plan_id, number, seq, words) values (?, ?, ?, ?::tsvector)",
			row.PlanID, row.Number, row.Seq, vectorText(found)).Exec(ctx)
		return err
	}
	content := strings.Join(found, " ")
	result, err := t.db.NewRaw("insert into texts (plan_id, number, seq, words) values (?, ?, ?, ?)",
		row.PlanID, row.Number, row.Seq, content).Exec(ctx)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	_, err = t.db.NewRaw("insert into texts_words (rowid, words) values (?, ?)", id, content).Exec(ctx)
	return err
}

func (t *tx) unindex(ctx context.Context, plan uuid.UUID, number, seq int) error {
	if !t.store.postgres() {
		_, err := t.db.NewRaw("insert into texts_words (texts_words, rowid, words)"+
			" select 'delete', id, words from texts where plan_id = ? and number = ? and seq = ?", plan, number, seq).Exec(ctx)
		if err != nil {
			return err
		}
	}
	_, err := t.db.NewRaw("delete from texts where plan_id = ? and number = ? and seq = ?", plan, number, seq).Exec(ctx)
	return err
}

// vectorText is a tsvector as PostgreSQL reads it. It is written here and not by to_tsvector, whose parser takes words
// apart in ways of its own. The words have letters and digits only, so that nothing in them needs quoting.
func vectorText(found []string) string {
	var b strings.Builder
	for i, word := range found {
		b.WriteByte(' ')
		b.WriteString(word)
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(i + 1))
	}
	return b.String()[1:]
}
