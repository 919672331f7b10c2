package reports

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/access"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/google/uuid"
)

func TestTheReportThatStandsIsTheLatestErratum(t *testing.T) {
	t.Parallel()
	q2, q3 := civil.Quarter{Year: 2026, N: 2}, civil.Quarter{Year: 2026, N: 3}
	report := func(id byte, period civil.Quarter, audience access.Audience, mends byte) commitments.Report {
		r := commitments.Report{ID: uuid.UUID{15: id}, Period: period, Audience: audience, PublishedAt: later().Add(time.Duration(id) * time.Hour)}
		if mends > 0 {
			r.ErratumOf = uuid.UUID{15: mends}
		}
		return r
	}
	published := []commitments.Report{
		report(5, q2, access.ToPublic, 1), report(1, q2, access.ToPublic, 0), report(2, q2, access.ToConveners, 0),
		report(3, q2, access.ToPublic, 1), report(4, q2, access.ToPublic, 3),
	}
	for _, c := range []struct {
		period   civil.Quarter
		audience access.Audience
		want     byte // 0: none
	}{
		{q2, access.ToPublic, 5}, {q2, access.ToConveners, 2}, {q2, access.ToEndorsers, 0}, {q3, access.ToPublic, 0},
	} {
		got, ok := Standing(published, c.period, c.audience)
		if got.ID != (uuid.UUID{15: c.want}) || ok != (c.want > 0) {
			t.Errorf("Standing of %v for %s: got %v, %v, want %d", c.period, c.audience, got.ID, ok, c.want)
		}
	}
	if got := MendedBy(published, uuid.UUID{15: 1}); got != (uuid.UUID{15: 5}) {
		t.Errorf("MendedBy: got %v, want the latest erratum", got)
	}
}
