package store

import (
	"context"
	"fmt"

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

// Find finds commitments, as commitments.Filter says. A cursor that is none, or of another order, is ErrCursor.
func (s *Store) Find(ctx context.Context, f commitments.Filter) (commitments.Page, error) {
	if err := sound(f); err != nil {
		return commitments.Page{}, err
	}
	search, err := s.newSearch(f)
	if err != nil {
		return commitments.Page{}, err
	}
	var page commitments.Page
	err = s.snapshot(ctx, func(db bun.IDB) error {
		if page.Total, err = search.count(ctx, db); err != nil || page.Total == 0 {
			return err
		}
		rows, err := search.rows(ctx, db)
		if err != nil {
			return err
		}
		page.Commitments, page.Next, err = search.page(rows)
		return err
	})
	if err != nil {
		return commitments.Page{}, fmt.Errorf("find commitments: %w", err)
	}
	return page, nil
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

// byStep says whether all is found by one step: then commitment_steps alone decides who is counted.
func (x *search) byStep() bool { return len(x.Steps) == 1 }

// needsCommitments says whether counting has to look at the commitments themselves.
func (x *search) needsCommitments() bool {
	return !x.byStep() || x.DueFrom != "" || x.DueTo != "" || x.OverdueOn != "" || x.StaleOn != "" || x.Country != ""
}

// facts is the table that has status, visibility and undone.
func (x *search) facts() string {
	if x.byStep() {
		return "cs"
	}
	return "c"
}

func (x *search) count(ctx context.Context, db bun.IDB) (int, error) {
	q := db.NewSelect().ColumnExpr("count(*)")
	switch {
	case !x.byStep():
		q.TableExpr("commitments as c")
	case x.needsCommitments():
		q.TableExpr("commitment_steps as cs").Join("join commitments as c on c.plan_id = cs.plan_id and c.number = cs.number")
	default:
		q.TableExpr("commitment_steps as cs")
	}
	x.where(q)
	var n int
	err := q.Scan(ctx, &n)
	return n, err
}

func (x *search) rows(ctx context.Context, db bun.IDB) ([]commitmentRow, error) {
	var rows []commitmentRow
	q := db.NewSelect().Model(&rows)
	if x.byStep() {
		q.Join("join commitment_steps as cs on cs.plan_id = c.plan_id and cs.number = c.number")
	}
	x.where(q)
	x.order(q)
	err := q.Limit(int64(x.Limit) + 1).Scan(ctx)
	return rows, err
}

// where adds all conditions but that of the page.
func (x *search) where(q *bun.SelectQuery) {
	facts := bun.Ident(x.facts())
	q.Where("?.plan_id = ?", facts, x.Plan).Where("not ?.undone", facts)
	visible(q, x.facts(), x.Reader)
	x.wherePlan(q)
	if len(x.Statuses) > 0 {
		q.Where("?.status in (?)", facts, bun.In(x.Statuses))
	}
	if x.Open || x.OverdueOn != "" || x.StaleOn != "" {
		q.Where("?.status in (?)", facts, bun.In(openStatuses()))
	}
	x.whereOrganisation(q)
	x.whereDays(q)
	if len(x.words) > 0 {
		q.Where("?.number in (?)", facts, x.matches(q.DB()))
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

// wherePlan narrows to steps and theme.
func (x *search) wherePlan(q *bun.SelectQuery) {
	facts := bun.Ident(x.facts())
	switch {
	case x.byStep():
		q.Where("cs.step = ?", x.Steps[0])
	case len(x.Steps) > 1:
		q.Where("c.number in (select l.number from commitment_steps as l where l.plan_id = ? and l.step in (?))",
			x.Plan, bun.In(x.Steps))
	}
	if x.Theme != "" {
		q.Where("?.number in (select l.number from commitment_steps as l join steps as st"+
			" on st.plan_id = l.plan_id and st.code = l.step where l.plan_id = ? and st.theme = ?)", facts, x.Plan, x.Theme)
	}
}

// whereOrganisation narrows to an organisation and a country, for commitments that the reader sees whole: whose the
// others are must not be found out by asking.
func (x *search) whereOrganisation(q *bun.SelectQuery) {
	if x.Organisation == "" && x.Country == "" {
		return
	}
	whole(q, x.facts(), x.Reader)
	if x.Organisation != "" {
		q.Where("?.number in (select l.number from commitment_organisations as l where l.plan_id = ? and l.organisation = ?)",
			bun.Ident(x.facts()), x.Plan, x.Organisation)
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
func (x *search) order(q *bun.SelectQuery) {
	number := bun.Ident(x.facts() + ".number")
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
