package civil

import (
	"fmt"
	"time"
)

// Quarter is a civil quarter of a year, 1 to 4.
type Quarter struct {
	Year int
	N    int
}

// ParseQuarter reads "2026-Q2".
func ParseQuarter(s string) (Quarter, error) {
	var q Quarter
	if n, err := fmt.Sscanf(s, "%4d-Q%1d", &q.Year, &q.N); n != 2 || err != nil || q.N < 1 || q.N > 4 || q.Year < 1 || s != q.String() {
		return Quarter{}, fmt.Errorf("%q is not a quarter (YYYY-Qn)", s)
	}
	return q, nil
}

// QuarterOf is the quarter that holds the day.
func QuarterOf(d Date) Quarter { return Quarter{d.Year(), (int(d.Month()) + 2) / 3} }

func (q Quarter) String() string { return fmt.Sprintf("%04d-Q%d", q.Year, q.N) }

// Start is the first day of the quarter.
func (q Quarter) Start() Date { return MakeDate(q.Year, time.Month(3*q.N-2), 1) }

// End is the first day after the quarter: the period is [Start, End).
func (q Quarter) End() Date { return MakeDate(q.Year, time.Month(3*q.N+1), 1) }

// Last is the last day of the quarter.
func (q Quarter) Last() Date { return q.End().AddDays(-1) }

// Previous is the quarter before.
func (q Quarter) Previous() Quarter { return QuarterOf(q.Start().AddDays(-1)) }

// Next is the quarter after.
func (q Quarter) Next() Quarter { return QuarterOf(q.End()) }
