package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/plans"
	"github.com/uptrace/bun"
)

const (
	defaultLimit = 50
	mostLimit    = 200
)

// dueKey sorts those without a due date last. It is the text of an index (commitments_due).
const dueKey = "(case when c.due_on = '' then '~' else c.due_on end)"

// Find finds commitments, as commitments.Filter says. A cursor that is none, or of another order, is ErrCursor. What the
// commitments hold is shared, and must not be changed.
func (s *Store) Find(ctx context.Context, f commitments.Filter) (commitments.Page, error) {
	if err := sound(f); err != nil {
		return commitments.Page{}, err
	}
	search, err := s.newSearch(f)
	if err != nil {
		return commitments.Page{}, err
	}
	at, err := stateOf(ctx, s.read, f.Plan)
	if err != nil {
		return commitments.Page{}, said(fmt.Errorf("find commitments: %w", err))
	}
	asked := questionOf(search.Filter)
	page, ok := s.pages.get(asked, at)
	if !ok {
		page, err = search.ask(ctx, asked)
	}
	if err != nil {
		return commitments.Page{}, fmt.Errorf("find commitments: %w", err)
	}
	page.Commitments = slices.Clone(page.Commitments)
	return page, nil
}

// ask reads the page, and counts what is on all pages, as of one moment. It is remembered as the answer to what was asked.
func (x *search) ask(ctx context.Context, asked question) (page commitments.Page, err error) {
	err = x.store.snapshot(ctx, func(db bun.IDB) error {
		at, err := stateOf(ctx, db, x.Plan)
		if err != nil {
			return err
		}
		if page.Total, err = x.total(ctx, db, at); err != nil || page.Total == 0 {
			return err
		}
		rows, err := x.rows(ctx, db)
		if err != nil {
			return err
		}
		if page.Commitments, page.Next, err = x.page(rows); err != nil {
			return err
		}
		x.store.pages.keep(asked, at, page, 1+len(page.Commitments))
		return nil
	})
	return page, err
}

// total is counted once for all pages: that takes longer the more there are, and a page does not.
func (x *search) total(ctx context.Context, db bun.IDB, at asOf) (int, error) {
	all := x.Filter
	all.After, all.Limit, all.Order = "", 0, ""
	asked := questionOf(all)
	if n, ok := x.store.totals.get(asked, at); ok {
		return n, nil
	}
	n, err := x.count(ctx, db)
	if err != nil {
		return 0, err
	}
	x.store.totals.keep(asked, at, n, 1)
	return n, nil
}

// search is a filter on its way to SQL.
type search struct {
	commitments.Filter
	store *Store
	after cursor
	words []string
}

func (s *Store) newSearch(f commitments.Filter) (*search, error) {
	x := &search{Filter: f, store: s, words: searchWords(f.Text)}
	if x.Limit <= 0 {
		x.Limit = defaultLimit
	}
	x.Limit = min(x.Limit, mostLimit)
	if x.Order == commitments.BestText && len(x.words) == 0 {
		x.Order = commitments.ByNumber
	}
	var err error
	x.after, err = parseCursor(f.After, x.Order)
	return x, err
}

// stepped says whether steps narrow the list: then commitment_steps alone decides who is counted.
func (x *search) stepped() bool { return len(x.Steps) > 0 || x.Theme != "" }

// needsCommitments says whether counting by steps has to look at the commitments themselves.
func (x *search) needsCommitments() bool {
	return x.DueFrom != "" || x.DueTo != "" || x.OverdueOn != "" || x.StaleOn != "" || x.Country != ""
}

// count begins at what narrows the list most, and says so to SQLite, which keeps to the order of a cross join.
func (x *search) count(ctx context.Context, db bun.IDB) (int, error) {
	q := db.NewSelect()
	facts := "c"
	switch {
	case x.stepped():
		facts = "cs"
		q.ColumnExpr("count(distinct cs.number)").TableExpr("commitment_steps as cs")
		x.whereSteps(q)
		if x.needsCommitments() {
			q.Join("cross join commitments as c").Where("c.plan_id = cs.plan_id").Where("c.number = cs.number")
		}
		x.whereText(q, facts)
	case x.Organisation != "":
		q.ColumnExpr("count(*)").TableExpr("commitment_organisations as co cross join commitments as c").
			Where("co.plan_id = ?", x.Plan).Where("co.organisation = ?", x.Organisation).Where("c.number = co.number")
		x.whereText(q, facts)
	case len(x.words) > 0:
		q.ColumnExpr("count(*)").TableExpr("(?) as k cross join commitments as c", x.matches(db).Distinct()).
			Where("c.number = k.number")
	default:
		q.ColumnExpr("count(*)").TableExpr("commitments as c")
	}
	x.where(q, facts)
	var n int
	err := q.Scan(ctx, &n)
	return n, err
}

func (x *search) rows(ctx context.Context, db bun.IDB) ([]commitmentRow, error) {
	var rows []commitmentRow
	q := db.NewSelect().Model(&rows)
	facts := "c"
	switch {
	case len(x.Steps) == 1 && x.Theme == "":
		facts = "cs"
		q.Join("join commitment_steps as cs on cs.plan_id = c.plan_id and cs.number = c.number")
		x.whereSteps(q)
	case x.stepped():
		links := db.NewSelect().TableExpr("commitment_steps as cs").ColumnExpr("cs.number")
		x.whereSteps(links)
		q.Where("c.number in (?)", links)
	}
	x.where(q, facts)
	if x.Order != commitments.BestText { // whose order narrows as well
		x.whereText(q, facts)
	}
	x.order(q, facts)
	err := q.Limit(int64(x.Limit) + 1).Scan(ctx)
	return rows, err
}

// whereSteps narrows commitment_steps to steps and theme.
func (x *search) whereSteps(q *bun.SelectQuery) {
	q.Where("cs.plan_id = ?", x.Plan)
	if len(x.Steps) > 0 {
		q.Where("cs.step in (?)", bun.List(x.Steps))
	}
	if x.Theme != "" {
		q.Where("cs.step in (select st.code from steps as st where st.plan_id = ? and st.theme = ?)", x.Plan, x.Theme)
	}
}

// where adds the conditions that are left, but that of the page. Facts is the table that has status, visibility and
// undone.
func (x *search) where(q *bun.SelectQuery, facts string) {
	q.Where("?.plan_id = ?", bun.Ident(facts), x.Plan).Where("not ?.undone", bun.Ident(facts))
	visible(q, facts, x.Reader)
	if len(x.Statuses) > 0 {
		q.Where("?.status in (?)", bun.Ident(facts), bun.List(x.Statuses))
	}
	if x.Open || x.OverdueOn != "" || x.StaleOn != "" {
		q.Where("?.status in (?)", bun.Ident(facts), bun.List(openStatuses()))
	}
	x.whereWhole(q, facts)
	x.whereDays(q)
}

func (x *search) whereText(q *bun.SelectQuery, facts string) {
	if len(x.words) > 0 {
		q.Where("?.number in (?)", bun.Ident(facts), x.matches(q.DB()))
	}
}

func openStatuses() []commitments.Status {
	var open []commitments.Status
	for _, status := range commitments.Statuses {
		if status.Open() {
			open = append(open, status)
		}
	}
	return open
}

// whereWhole narrows to an organisation and a country, for commitments that the reader sees whole: whose the others
// are must not be found out by asking.
func (x *search) whereWhole(q *bun.SelectQuery, facts string) {
	if x.Organisation == "" && x.Country == "" {
		return
	}
	whole(q, facts, x.Reader)
	if x.Organisation != "" {
		q.Where("?.number in (select l.number from commitment_organisations as l where l.plan_id = ? and l.organisation = ?)",
			bun.Ident(facts), x.Plan, x.Organisation)
	}
	if x.Country != "" {
		q.Where("c.countries like ? escape '~'", "%"+likeText(`"`+x.Country+`"`)+"%")
	}
}

func (x *search) whereDays(q *bun.SelectQuery) {
	if x.DueFrom != "" {
		q.Where(dueKey+" >= ?", x.DueFrom).Where("c.due_on <> ''")
	}
	if x.DueTo != "" {
		q.Where(dueKey+" <= ?", x.DueTo)
	}
	if x.OverdueOn != "" {
		q.Where(dueKey+" < ?", x.OverdueOn).Where("c.cadence = ?", plans.OneOff)
	}
	if x.StaleOn != "" {
		q.Where("c.last_news_on <= ?", x.StaleOn.AddDays(-commitments.StaleDays)).Where("c.last_news_on <> ''")
	}
}

// order adds the order and the condition of the page.
func (x *search) order(q *bun.SelectQuery, facts string) {
	number := bun.Ident(facts + ".number")
	switch x.Order {
	case commitments.ByDue:
		if x.after.set {
			q.Where("("+dueKey+", c.number) > (?, ?)", x.after.Key, x.after.Number)
		}
		q.OrderExpr(dueKey + ", c.number")
	case commitments.ByNews:
		if x.after.set {
			q.Where("(c.last_news_on, c.number) > (?, ?)", x.after.Key, x.after.Number)
		}
		q.OrderExpr("c.last_news_on, c.number")
	case commitments.ByNewest:
		if x.after.set {
			q.Where("(c.last_news_on, c.number) < (?, ?)", x.after.Key, x.after.Number)
		}
		q.OrderExpr("c.last_news_on desc, c.number desc")
	case commitments.BestText:
		x.orderByMatch(q)
	default:
		if x.after.set {
			q.Where("? > ?", number, x.after.Number)
		}
		q.OrderExpr("?", number)
	}
}

// page makes the rows, one more than the limit if there is a next page, into what the reader may see.
func (x *search) page(rows []commitmentRow) (found []commitments.Commitment, next string, err error) {
	if len(rows) > x.Limit {
		rows = rows[:x.Limit]
		next = x.cursorAfter(&rows[len(rows)-1], len(rows)).String()
	}
	for i := range rows {
		c, err := rows[i].commitment()
		if err != nil {
			return nil, "", err
		}
		if c, ok := seen(c, x.Reader); ok {
			found = append(found, c)
		}
	}
	return found, next, nil
}
