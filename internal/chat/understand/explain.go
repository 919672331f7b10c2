package understand

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/accord-tracker/accord/internal/civil"
)

// Explanation is what `explain` prints for a line: one JSON object.
type Explanation struct {
	Text   string         `json:"text"`
	Intent Intent         `json:"intent"`
	Steps  []string       `json:"steps"` // codes, best first
	Args   map[string]any `json:"args"`
	Sure   bool           `json:"sure"`
}

// Explain says how one line would be understood in a private conversation about the default plan.
func (r *Reader) Explain(line string, today civil.Date) Explanation {
	u := r.Read(line, Context{Today: today})
	e := Explanation{Text: strings.ToValidUTF8(line, "\uFFFD"), Intent: u.Intent, Steps: []string{}, Args: u.Args.named(), Sure: u.Sure}
	if len(line) > MostBytes {
		e.Text = u.Text
	}
	if u.Intent != "none" && len(u.Args.Steps) > 0 {
		e.Steps = u.Args.Steps
	}
	if v := string(u.Verb); v != string(u.Intent) && u.Verb != None {
		e.Args["verb"] = v
	}
	if len(u.Problems) > 0 {
		keys := make([]string, 0, len(u.Problems))
		for _, p := range u.Problems {
			keys = append(keys, p.Key)
		}
		e.Args["problems"] = keys
	}
	return e
}

// ExplainLines explains every line of in on a line of out. Lines may be of any length; what exceeds MostBytes is not
// kept. Bytes that are no UTF-8 are replaced.
func (r *Reader) ExplainLines(in io.Reader, out io.Writer, today civil.Date) error {
	lines := bufio.NewReaderSize(in, MostBytes+2)
	w := bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for {
		line, err := oneLine(lines)
		if errors.Is(err, io.EOF) && line == "" {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read lines to explain: %w", err)
		}
		if err := encoder.Encode(r.Explain(line, today)); err != nil {
			return fmt.Errorf("print explanation: %w", err)
		}
		if lines.Buffered() == 0 { // answer a person who types line by line
			if err := w.Flush(); err != nil {
				return fmt.Errorf("print explanation: %w", err)
			}
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print explanation: %w", err)
	}
	return nil
}

// oneLine reads up to the end of the line; of a line too long it keeps as much as shows that it is.
func oneLine(in *bufio.Reader) (string, error) {
	line, more, err := in.ReadLine()
	text := string(line)
	for more && err == nil {
		line, more, err = in.ReadLine()
		if len(text) <= MostBytes {
			text += string(line)
		}
	}
	return text, err
}

// named are the arguments that were said, by their names in JSON.
func (a Args) named() map[string]any {
	all := map[string]any{}
	text := func(name, value string) {
		if value != "" {
			all[name] = value
		}
	}
	list := func(name string, value []string) {
		if len(value) > 0 {
			all[name] = value
		}
	}
	text("ref", a.Ref)
	if len(a.Refs) > 1 {
		all["refs"] = a.Refs
	}
	list("bad_codes", a.BadCodes)
	text("kind", string(a.Kind))
	if a.Percent != nil {
		all["percent"] = *a.Percent
	}
	text("status", a.Status)
	text("confidence", a.Confidence)
	text("note", a.Note)
	list("evidence", a.Evidence)
	text("reason", a.Reason)
	text("title", a.Title)
	text("measure", a.Measure)
	text("visibility", a.Visibility)
	text("cadence", a.Cadence)
	list("countries", a.Countries)
	list("partners", a.Partners)
	text("field", a.Field)
	text("value", a.Value)
	text("date", string(a.Date))
	text("from", string(a.From))
	text("to", string(a.To))
	text("date_phrase", a.DatePhrase)
	if a.HasPeriod {
		all["period"] = a.Period.String()
	}
	a.namedRest(all, text)
	return all
}

func (a Args) namedRest(all map[string]any, text func(name, value string)) {
	if a.Seq != 0 {
		all["seq"] = a.Seq
	}
	if a.Done {
		all["done"] = true
	}
	text("clock", a.Clock)
	text("weekday", a.Weekday)
	text("theme", a.Theme)
	text("query", a.Query)
	text("role", a.Role)
	text("code", a.Code)
	text("member", a.Member)
	text("format", a.Format)
	text("language", a.Language)
	text("event", a.Event)
	text("about", string(a.Verb))
	text("action", a.Action)
	text("scope", a.Scope)
	text("country", a.Country)
	text("organisation", a.Organisation)
	text("organisation_kind", a.OrganisationKind)
	text("request", a.Request)
	if a.Matrix {
		all["matrix"] = true
	}
}
