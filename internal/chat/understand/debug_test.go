package understand

import (
	"bufio"
	"fmt"
	"os"
	"testing"

	"github.com/accord-tracker/accord/internal/plans"
)

func TestDebug(t *testing.T) {
	if os.Getenv("LINES") == "" {
		t.Skip()
	}
	d, _ := plans.BuiltIn()
	r, err := New(plans.NewResolver(d))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := os.Open(os.Getenv("LINES"))
	for s := bufio.NewScanner(f); s.Scan(); {
		m := r.message(s.Text(), Context{Today: "2026-11-25"})
		u := m.structured()
		fmt.Println("==", s.Text(), "structured:", u != nil)
		for i, tk := range m.tokens {
			fmt.Printf("[%s %b]", tk.Fold, m.used[i])
		}
		fmt.Println()
		for _, h := range append(m.openings(), m.hits...) {
			c, ok := m.consider(h)
			codes := []string{}
			for _, x := range c.res.Matches {
				codes = append(codes, fmt.Sprintf("%s/%s/%.2f", x.Code, x.By, x.Score))
			}
			fmt.Printf("   %s g%d [%d,%d) %v %.1f %v neg=%v beside=%v\n", h.use, h.grade, h.start, h.end, ok, c.score, codes, m.negated(h), m.beside(h))
		}
		e := r.Explain(s.Text(), "2026-11-25")
		fmt.Printf("   -> %s %v %v sure=%v\n", e.Intent, e.Steps, e.Args, e.Sure)
	}
}
