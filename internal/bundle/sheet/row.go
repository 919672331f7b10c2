package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/problem"
)

// row is a row of progress that somebody filled in.
type row struct {
	ref     string
	version int               // of the commitment when the workbook was made
	cells   map[string]string // address, by key of the column
	content
}

// content is what a row says. Two rows that say the same have the same digest, however it was typed.
type content struct {
	Status      commitments.Status     `json:"status"`
	Percent     *int                   `json:"percent"`
	Confidence  commitments.Confidence `json:"confidence"`
	Note        string                 `json:"note"`
	Evidence    []commitments.Evidence `json:"evidence"`
	EffectiveOn civil.Date             `json:"effective_on"`
	NoChange    bool                   `json:"no_change"`
}

func (c *content) digest() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // it has plain values alone
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// progress reads the rows that somebody filled in.
func (o *opened) progress(p *page) error {
	if p == nil {
		return problem.New(problem.Invalid, "sheet.no_progress")
	}
	o.book.progress = p.name
	if lacks := p.missing(progressColumns()); len(lacks) > 0 {
		return problem.New(problem.Invalid, "sheet.columns_missing", "sheet", p.name, "columns", lacks)
	}
	seen := map[string]string{} // address of the ref, by ref
	for line := firstRow - 1; line < len(p.lines); line++ {
		filled, err := o.row(p, line)
		if err != nil {
			return err
		}
		if filled == nil {
			continue
		}
		at := filled.cells[columnRef]
		if first, twice := seen[filled.ref]; twice {
			o.book.fault(p.name, at, problem.New(problem.Invalid, "sheet.row_twice", "ref", filled.ref, "cell", first))
			continue
		}
		seen[filled.ref] = at
		o.book.rows = append(o.book.rows, *filled)
	}
	return nil
}

// row reads one row; nil if nobody filled it in, or if something is wrong with it, which is noted.
func (o *opened) row(p *page, line int) (*row, error) {
	r := &row{cells: map[string]string{}}
	before, filled := len(o.book.errors), map[string]cell{}
	for _, c := range progressColumns() {
		r.cells[c.key] = p.at(line, c.key)
		if !c.fill {
			continue
		}
		held, err := o.cell(p, line, c.key)
		if trouble, ok := problem.Of(err); ok {
			o.book.fault(p.name, r.cells[c.key], trouble)
			continue
		} else if err != nil {
			return nil, err
		}
		if held.text != "" {
			filled[c.key] = held
		}
	}
	ref := strings.ToUpper(strings.TrimSpace(p.raw(line, columnRef)))
	if len(filled) == 0 && len(o.book.errors) == before {
		if ref != "" {
			o.book.empty++
			o.givenCells(p, line, ref, progressColumns())
		}
		return nil, nil
	}
	if r.ref = ref; ref == "" {
		o.book.fault(p.name, r.cells[columnRef], problem.New(problem.Invalid, "sheet.no_ref"))
	}
	o.fillIn(r, p, filled)
	r.alone(o, p, filled)
	if r.NoChange = r.ticked(o, p, filled); r.empty() {
		if len(o.book.errors) == before { // only a day, or a box that is not ticked
			if r.EffectiveOn == "" {
				o.book.empty++
				return nil, nil
			}
			o.book.fault(p.name, r.cells[columnEffectiveOn], problem.New(problem.Invalid, "sheet.only_a_day"))
		}
	}
	o.givenCells(p, line, ref, progressColumns())
	version, err := o.cell(p, line, columnVersion)
	if n, ok := version.toInteger(); err == nil && ok && n > 0 {
		r.version = n
	} else if ref != "" {
		o.book.fault(p.name, r.cells[columnRef], problem.New(problem.Invalid, "sheet.no_version", "ref", ref))
	}
	if len(o.book.errors) > before {
		return nil, nil
	}
	return r, nil
}

func (r *row) empty() bool {
	return r.Status == "" && r.Percent == nil && r.Confidence == "" && r.Note == "" && len(r.Evidence) == 0 && !r.NoChange
}

// fillIn reads the values of a row.
func (o *opened) fillIn(r *row, p *page, filled map[string]cell) {
	for key, read := range map[string]func(cell) error{
		columnStatus:      func(c cell) (err error) { r.Status, err = o.words.status(c.text); return err },
		columnPercent:     func(c cell) (err error) { r.Percent, err = c.toPercent(); return err },
		columnConfidence:  func(c cell) (err error) { r.Confidence, err = o.words.confidence(c.text); return err },
		columnNote:        func(c cell) error { r.Note = strings.ReplaceAll(c.text, "\r\n", "\n"); return nil },
		columnEvidence:    func(c cell) (err error) { r.Evidence, err = c.toEvidence(); return err },
		columnEffectiveOn: func(c cell) (err error) { r.EffectiveOn, err = c.toDay(o.epoch); return err },
	} {
		held, ok := filled[key]
		if !ok {
			continue
		}
		if trouble, ok := problem.Of(read(held)); ok {
			o.book.fault(p.name, r.cells[key], trouble)
		}
	}
}

// alone refuses what cannot stand beside a pause, and one without a reason.
func (r *row) alone(o *opened, p *page, filled map[string]cell) {
	if !r.pauses() {
		return
	}
	if _, ok := filled[columnNote]; !ok {
		o.book.fault(p.name, r.cells[columnNote], problem.New(problem.Invalid, "sheet.pause_reason"))
	}
	for _, key := range []string{columnPercent, columnConfidence, columnEvidence} {
		if _, ok := filled[key]; ok {
			o.book.fault(p.name, r.cells[key], problem.New(problem.Invalid, "sheet.beside_pause", "status", r.Status.Word()))
		}
	}
}

// ticked says whether the row attests that nothing changed, and then holds nothing that says otherwise.
func (r *row) ticked(o *opened, p *page, filled map[string]cell) bool {
	held, ok := filled[columnNoChange]
	if !ok {
		return false
	}
	yes, known := o.words.ticks[spelt(held.text)]
	if !known {
		o.book.fault(p.name, r.cells[columnNoChange], problem.New(problem.Invalid, "sheet.tick", "value", held.text))
		return false
	}
	for _, key := range []string{columnStatus, columnPercent, columnConfidence, columnEvidence} {
		if _, ok := filled[key]; ok && yes {
			o.book.fault(p.name, r.cells[key], problem.New(problem.Invalid, "sheet.beside_no_change", "cell", r.cells[columnNoChange]))
		}
	}
	return yes
}

func (v vocabulary) status(word string) (commitments.Status, error) {
	s, ok := v.statuses[spelt(word)]
	if !ok || s == commitments.Withdrawn {
		known := make([]problem.Word, 0, len(commitments.Statuses))
		for _, s := range tellable() {
			known = append(known, s.Word())
		}
		return "", problem.New(problem.Invalid, "sheet.word", "value", word, "known", known)
	}
	return s, nil
}

func (v vocabulary) confidence(word string) (commitments.Confidence, error) {
	c, ok := v.confidences[spelt(word)]
	if !ok {
		known := make([]problem.Word, 0, len(commitments.Confidences))
		for _, c := range commitments.Confidences {
			known = append(known, problem.Word("confidence."+string(c)))
		}
		return "", problem.New(problem.Invalid, "sheet.word", "value", word, "known", known)
	}
	return c, nil
}

// toEvidence reads links: each begins a line or stands in one, with its title after it. Words with a link behind them
// are one link.
func (c cell) toEvidence() ([]commitments.Evidence, error) {
	if c.link != "" && !strings.Contains(c.text, "://") {
		return []commitments.Evidence{{URL: c.link, Title: spaced(c.text)}}, nil
	}
	var links []commitments.Evidence
	for line := range strings.Lines(c.text) {
		begun := len(links)
		for word := range strings.FieldsSeq(line) {
			switch lower := strings.ToLower(word); {
			case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
				links = append(links, commitments.Evidence{URL: strings.TrimRight(word, ",;")})
			case len(links) == begun:
				return nil, problem.New(problem.Invalid, "sheet.evidence", "value", strings.TrimSpace(line))
			default:
				last := &links[len(links)-1]
				last.Title = strings.TrimSpace(last.Title + " " + word)
			}
		}
	}
	return links, nil
}
