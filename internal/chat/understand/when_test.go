package understand_test

import (
	"strconv"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/understand"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
	"pgregory.net/rapid"
)

// Wednesday 25 November 2026 is today in all of these.
func TestDaysInWords(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct {
		written  string
		from, to civil.Date
	}{
		{"2027-03-31", "2027-03-31", "2027-03-31"},
		{"2027/03/31", "2027-03-31", "2027-03-31"},
		{"31/12/2027", "2027-12-31", "2027-12-31"},
		{"31.12.2027", "2027-12-31", "2027-12-31"},
		{"12/31/2027", "2027-12-31", "2027-12-31"},
		{"5/6/2027", "2027-06-05", "2027-06-05"},
		{"5/6/27", "2027-06-05", "2027-06-05"},
		{"30 Jun", "2027-06-30", "2027-06-30"},
		{"June 30 2027", "2027-06-30", "2027-06-30"},
		{"June 30, 2028", "2028-06-30", "2028-06-30"},
		{"30th of June", "2027-06-30", "2027-06-30"},
		{"the 28th", "2026-11-28", "2026-11-28"},
		{"by the 20th", "2026-12-20", "2026-12-20"},
		{"31/12", "2026-12-31", "2026-12-31"},
		{"1 November", "2027-11-01", "2027-11-01"},
		{"end of June 2027", "2027-06-30", "2027-06-30"},
		{"by end of June 2027", "2027-06-30", "2027-06-30"},
		{"mid March", "2027-03-15", "2027-03-15"},
		{"early May 2027", "2027-05-10", "2027-05-10"},
		{"end of the month", "2026-11-30", "2026-11-30"},
		{"end of the quarter", "2026-12-31", "2026-12-31"},
		{"end of next year", "2027-12-31", "2027-12-31"},
		{"end of 2027", "2027-12-31", "2027-12-31"},
		{"mid 2027", "2027-07-01", "2027-07-01"},
		{"Q3", "2027-07-01", "2027-09-30"},
		{"Q3 2027", "2027-07-01", "2027-09-30"},
		{"2027-Q2", "2027-04-01", "2027-06-30"},
		{"third quarter of 2027", "2027-07-01", "2027-09-30"},
		{"end of Q1", "2027-03-31", "2027-03-31"},
		{"June 2027", "2027-06-01", "2027-06-30"},
		{"2027-06", "2027-06-01", "2027-06-30"},
		{"in 2 weeks", "2026-11-25", "2026-12-09"},
		{"in a month", "2026-11-25", "2026-12-25"},
		{"within 30 days", "2026-11-25", "2026-12-25"},
		{"next 60 days", "2026-11-25", "2027-01-24"},
		{"in three months", "2026-11-25", "2027-02-25"},
		{"Friday", "2026-11-27", "2026-11-27"},
		{"this Friday", "2026-11-27", "2026-11-27"},
		{"next Friday", "2026-12-04", "2026-12-04"},
		{"Wednesday", "2026-12-02", "2026-12-02"},
		{"tomorrow", "2026-11-26", "2026-11-26"},
		{"today", "2026-11-25", "2026-11-25"},
		{"EOD", "2026-11-25", "2026-11-25"},
		{"EOW", "2026-11-27", "2026-11-27"},
		{"EOM", "2026-11-30", "2026-11-30"},
		{"this week", "2026-11-23", "2026-11-29"},
		{"next month", "2026-12-01", "2026-12-31"},
		{"this year", "2026-01-01", "2026-12-31"},
		{"2027-01-20..2027-02-03", "2027-01-20", "2027-02-03"},
		{"3 to 17 August", "2027-08-03", "2027-08-17"},
		{"29 Feb", "2028-02-29", "2028-02-29"},
		{"fin juin", "2027-06-30", "2027-06-30"},
		{"d'ici fin juin 2027", "2027-06-30", "2027-06-30"},
		{"d'ici trois mois", "2026-11-25", "2027-02-25"},
		{"le 1er juillet 2027", "2027-07-01", "2027-07-01"},
		{"mi-mars", "2027-03-15", "2027-03-15"},
		{"T3 2027", "2027-07-01", "2027-09-30"},
		{"le troisième trimestre 2027", "2027-07-01", "2027-09-30"},
		{"le mois prochain", "2026-12-01", "2026-12-31"},
		{"les 60 prochains jours", "2026-11-25", "2027-01-24"},
		{"demain", "2026-11-26", "2026-11-26"},
		{"la semaine prochaine", "2026-11-30", "2026-12-06"},
		{"dans deux semaines", "2026-11-25", "2026-12-09"},
		{"fines de junio", "2027-06-30", "2027-06-30"},
		{"a finales de junio de 2027", "2027-06-30", "2027-06-30"},
		{"mediados de marzo", "2027-03-15", "2027-03-15"},
		{"dentro de 2 semanas", "2026-11-25", "2026-12-09"},
		{"30 de junio de 2027", "2027-06-30", "2027-06-30"},
		{"el próximo trimestre", "2027-01-01", "2027-03-31"},
		{"la semana que viene", "2026-11-30", "2026-12-06"},
		{"mañana", "2026-11-26", "2026-11-26"},
		{"tercer trimestre de 2027", "2027-07-01", "2027-09-30"},
		{"نهاية يونيو", "2027-06-30", "2027-06-30"},
		{"بحلول نهاية حزيران ٢٠٢٧", "2027-06-30", "2027-06-30"},
		{"خلال أسبوعين", "2026-11-25", "2026-12-09"},
		{"٣٠ يونيو ٢٠٢٧", "2027-06-30", "2027-06-30"},
		{"الشهر القادم", "2026-12-01", "2026-12-31"},
		{"الربع الثالث ٢٠٢٧", "2027-07-01", "2027-09-30"},
		{"خلال ٣٠ يوما", "2026-11-25", "2026-12-25"},
		{"غدا", "2026-11-26", "2026-11-26"},
		{"منتصف مارس", "2027-03-15", "2027-03-15"},
	} {
		w, ok, err := r.When(c.written, today, understand.Ahead)
		if err != nil || !ok || w.From != c.from || w.To != c.to {
			t.Errorf("When(%q): got %v..%v, %v, %v, want %v..%v", c.written, w.From, w.To, ok, err, c.from, c.to)
		}
	}
}

func TestNewsLooksBack(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, c := range []struct {
		written  string
		from, to civil.Date
	}{
		{"yesterday", "2026-11-24", "2026-11-24"},
		{"3 days ago", "2026-11-22", "2026-11-22"},
		{"il y a 3 jours", "2026-11-22", "2026-11-22"},
		{"hace 3 días", "2026-11-22", "2026-11-22"},
		{"30 June", "2026-06-30", "2026-06-30"},
		{"Q3", "2026-07-01", "2026-09-30"},
		{"Q1", "2026-01-01", "2026-03-31"},
		{"last quarter", "2026-07-01", "2026-09-30"},
		{"du dernier trimestre", "2026-07-01", "2026-09-30"},
		{"trimestre pasado", "2026-07-01", "2026-09-30"},
		{"الربع الماضي", "2026-07-01", "2026-09-30"},
		{"October to December 2025", "2025-10-01", "2025-12-31"},
		{"Friday", "2026-11-20", "2026-11-20"},
		{"Wednesday", "2026-11-18", "2026-11-18"},
		{"last month", "2026-10-01", "2026-10-31"},
		{"in May", "2026-05-01", "2026-05-31"},
	} {
		w, ok, err := r.When(c.written, today, understand.Back)
		if err != nil || !ok || w.From != c.from || w.To != c.to {
			t.Errorf("When(%q): got %v..%v, %v, %v, want %v..%v", c.written, w.From, w.To, ok, err, c.from, c.to)
		}
	}
}

func TestADayThatDoesNotExistIsNamed(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, written := range []string{"31 June", "by 31 June 2027", "2027-06-31", "31/06/2027", "30 février 2027", "31 de junio", "٣١ يونيو", "2027-13-01", "45/45/2027", "29 Feb 2027", "June 31"} {
		_, ok, err := r.When(written, today, understand.Ahead)
		if p, isProblem := problem.Of(err); !ok || !isProblem || p.Kind != problem.Invalid {
			t.Errorf("When(%q): got %v, %v, want a problem", written, ok, err)
		}
	}
}

func TestWhatIsNoDayIsNone(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, written := range []string{"", "hello", "29c", "60%", "C-12", "we may come", "version 2.3.4", "the second draft"} {
		if w, ok, err := r.When(written, today, understand.Ahead); ok || err != nil {
			t.Errorf("When(%q): got %+v, %v, want nothing", written, w, err)
		}
	}
}

func TestEveryDayIsReadBackAsWritten(t *testing.T) {
	t.Parallel()
	r := reader(t)
	rapid.Check(t, func(t *rapid.T) {
		d := civil.MakeDate(rapid.IntRange(1950, 2150).Draw(t, "year"), 1, 1).AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		months := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
		for _, written := range []string{string(d), strconv.Itoa(d.Day()) + " " + months[d.Month()-1] + " " + strconv.Itoa(d.Year()), strconv.Itoa(d.Day()) + "/" + strconv.Itoa(int(d.Month())) + "/" + strconv.Itoa(d.Year())} {
			w, ok, err := r.When(written, today, understand.Ahead)
			wantDayFirst := d.Day() > 12 || written[0] >= '0' // day first always
			if !ok || err != nil || (wantDayFirst && w.Date != d) {
				t.Fatalf("When(%q): got %+v, %v", written, w, err)
			}
		}
	})
}

func FuzzWhen(f *testing.F) {
	for _, s := range []string{"31 June", "by end of June 2027", "d'ici trois mois", "خلال أسبوعين", "2027-Q2", "3 to 17 August", "next 2000 years", "2027-01-20..2027-02-03", "Q9", "in 0 days"} {
		f.Add(s)
	}
	r := reader(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, lean := range []understand.Lean{understand.Ahead, understand.Back} {
			w, ok, err := r.When(text, today, lean)
			if !ok || err != nil {
				continue
			}
			if !w.Date.Valid() || !w.From.Valid() || !w.To.Valid() || w.Date == "" || w.From > w.To {
				t.Fatalf("When(%q): %+v", text, w)
			}
		}
	})
}
