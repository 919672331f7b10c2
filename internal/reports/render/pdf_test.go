package render

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/reports"
)

func TestARowThatIsLongerThanAPageGoesOnOnTheNext(t *testing.T) {
	t.Parallel()
	r := secondQuarter(t, "en")
	before := bytes.Count(rendered(t, "pdf", r), []byte("/Type /Page\n"))
	r.Names.Commitments["C-1"] = reports.Caption{Title: strings.Repeat("A very long title that goes on and on ", 300)}
	if after := bytes.Count(rendered(t, "pdf", r), []byte("/Type /Page\n")); after < before+3 {
		t.Errorf("pages: got %d, want some more than %d", after, before)
	}
}

func TestLettersThatTheFontLacksDoNoHarm(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "ar"} {
		if pdf := rendered(t, "pdf", hostile(t, language, attack+" \U0001f600 \u4e2d\ufffc\u200d\ufeff")); !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
			t.Errorf("%s: the PDF does not end", language)
		}
	}
}

func TestChartsAreMirroredFromRightToLeft(t *testing.T) {
	t.Parallel()
	m := modelOf(secondQuarter(t, "ar"))
	f := newFace(regularType(), m.voice)
	for _, s := range m.sections {
		for _, b := range s.blocks {
			c, ok := b.(*chart)
			if !ok {
				continue
			}
			ltr, rtl := c.draw(f, bidi.LTR), c.draw(f, bidi.RTL)
			for i := range ltr.boxes {
				l, r := ltr.boxes[i], rtl.boxes[i]
				if d := l.x + l.w + r.x - ltr.width; d > 0.001 || d < -0.001 || l.y != r.y {
					t.Fatalf("%s: box %d is at %v and at %v", c.key, i, l.x, r.x)
				}
			}
		}
	}
}

func TestNothingOfAChartStandsOutside(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "fr", "es", "ar"} {
		m := modelOf(secondQuarter(t, language))
		f := newFace(regularType(), m.voice)
		for _, s := range m.sections {
			for _, b := range s.blocks {
				if c, ok := b.(*chart); ok {
					within(t, c.key, c.draw(f, m.direction()), f)
				}
			}
		}
	}
}

func within(t *testing.T, key string, d *drawing, f *face) {
	t.Helper()
	for _, b := range d.boxes {
		if b.x < 0 || b.x+b.w > d.width+0.001 || b.y < 0 || b.y+b.h > d.height {
			t.Errorf("%s: a box at %v,%v stands outside", key, b.x, b.y)
		}
		for _, s := range b.strokes() {
			if s.x1 < b.x-0.001 || s.x1 > b.x+b.w+0.001 || s.x2 < b.x-0.001 || s.x2 > b.x+b.w+0.001 ||
				min(s.y1, s.y2) < b.y-0.001 || max(s.y1, s.y2) > b.y+b.h+0.001 {
				t.Errorf("%s: a stroke %v leaves its box", key, s)
			}
		}
	}
	for _, l := range d.labels {
		w := f.width(l.text, l.size)
		from := map[anchor]float64{left: l.x, centre: l.x - w/2, right: l.x - w}[l.anchor]
		if from < -0.001 || from+w > d.width+0.001 {
			t.Errorf("%s: %q stands outside", key, l.text)
		}
	}
}

func TestPicturesOfADocumentAreDescribed(t *testing.T) {
	t.Parallel()
	content := rendered(t, "docx", secondQuarter(t, "en"))
	if got := strings.Count(docxText(t, content), "(picture: One bar for each"); got != 3 {
		t.Errorf("pictures with a description: got %d, want 3", got)
	}
	for _, name := range []string{"word/media/chart1.png", "word/media/chart2.png", "word/media/chart3.png"} {
		if _, err := png.Decode(strings.NewReader(fileOf(t, zipped(t, content), name))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
