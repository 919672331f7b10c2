package sheet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/bidi"
	"github.com/accord-tracker/accord/internal/civil"
	"github.com/accord-tracker/accord/internal/problem"
	"github.com/accord-tracker/accord/internal/words"
)

// cell is what somebody put into one.
type cell struct {
	text    string   // as one reads it, without spaces around it and controls of direction; empty: nothing there
	number  *float64 // of a cell that holds a number
	percent bool     // the number is shown as a percentage: 0.6 is 60%
	day     bool     // the number is shown as a day
	link    string   // the address behind the words, if there is one
}

// cell reads a cell. A formula counts with the value that was computed last, and that is noted. What cannot be read is
// a problem.
func (o *opened) cell(p *page, line int, key string) (cell, error) {
	at := p.at(line, key)
	formula, err := o.file.GetCellFormula(p.name, at)
	if err != nil {
		return cell{}, problem.New(problem.Invalid, "sheet.unreadable")
	}
	c, err := o.plain(p, at, p.raw(line, key))
	if err != nil || formula == "" {
		return c, err
	}
	if c.text == "" {
		return cell{}, problem.New(problem.Invalid, "sheet.formula_empty")
	}
	o.book.note(p.name, at, problem.New(problem.Invalid, "sheet.formula", "value", c.text))
	return c, nil
}

func (o *opened) plain(p *page, at, raw string) (cell, error) {
	kind, err := o.file.GetCellType(p.name, at)
	if err != nil {
		return cell{}, problem.New(problem.Invalid, "sheet.unreadable")
	}
	c := cell{text: strings.TrimSpace(bidi.Strip(strings.ReplaceAll(raw, "\u00a0", " ")))}
	if c.text == "" {
		return c, nil
	}
	switch kind {
	case excelize.CellTypeError:
		return cell{}, problem.New(problem.Invalid, "sheet.error_value", "value", c.text)
	case excelize.CellTypeUnset, excelize.CellTypeNumber:
		return c, o.numeric(&c, p, at)
	case excelize.CellTypeSharedString, excelize.CellTypeInlineString:
		if has, link, err := o.file.GetCellHyperLink(p.name, at); err == nil && has {
			c.link = link
		}
	}
	return c, nil
}

// numeric tells how the number of a cell is shown. Spreadsheets keep days and percentages as numbers alike.
func (o *opened) numeric(c *cell, p *page, at string) error {
	number, err := strconv.ParseFloat(c.text, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return problem.New(problem.Invalid, "sheet.unreadable")
	}
	c.number = &number
	id, err := o.file.GetCellStyle(p.name, at)
	if err != nil {
		return problem.New(problem.Invalid, "sheet.unreadable")
	}
	style, err := o.file.GetStyle(id)
	if err != nil {
		return problem.New(problem.Invalid, "sheet.unreadable")
	}
	shown := ""
	if style.CustomNumFmt != nil {
		shown = quoted.ReplaceAllString(*style.CustomNumFmt, "")
	}
	c.percent = style.NumFmt == 9 || style.NumFmt == 10 || strings.Contains(shown, "%")
	c.day = builtInDay(style.NumFmt) || strings.ContainsAny(strings.ToLower(shown), "yd")
	return nil
}

// quoted is what a number format shows as it is, or not at all: "text", \x, [Red].
var quoted = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]`)

// builtInDay says whether a number format that every spreadsheet knows by its number shows a day (ECMA-376, 18.8.30).
func builtInDay(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// written is the cell as one would type it.
func (c cell) written() string {
	if c.number != nil {
		return strconv.FormatFloat(*c.number, 'f', -1, 64)
	}
	return c.text
}

// toPercent reads 60, "60 %", or 0.6 that is shown as a percentage.
func (c cell) toPercent() (*int, error) {
	shown := c.text
	var number float64
	if c.number != nil {
		number = *c.number
		if c.percent {
			number *= 100
			shown = strconv.FormatFloat(number, 'f', -1, 64) + "%"
		}
	} else {
		digits := strings.TrimSpace(strings.TrimRight(words.Fold(c.text), "%٪ "))
		n, ok := integer(digits)
		if !ok {
			return nil, problem.New(problem.Invalid, "sheet.percent", "value", c.text)
		}
		number = float64(n)
	}
	whole := math.Round(number)
	if math.Abs(number-whole) > 1e-6 || math.Abs(whole) > 1e6 {
		return nil, problem.New(problem.Invalid, "sheet.percent", "value", shown)
	}
	if whole < 0 || whole > 100 {
		return nil, problem.New(problem.Invalid, "percent.range", "percent", int(whole))
	}
	return new(int(whole)), nil
}

var isoDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// toDay reads a day: a date of the spreadsheet, or 2026-11-30 as text. 30/11/26 could be many days, and is none here.
func (c cell) toDay(epoch civil.Date) (civil.Date, error) {
	if c.number == nil {
		text := words.Fold(c.text)
		text = strings.TrimSuffix(text, "t00:00:00")
		if !isoDay.MatchString(text) {
			return "", problem.New(problem.Invalid, "sheet.date", "value", c.text)
		}
		day, err := civil.ParseDate(text)
		if err != nil {
			return "", problem.New(problem.Invalid, "date.unknown", "date", text)
		}
		return day, nil
	}
	serial := math.Floor(*c.number)
	if !c.day || serial < 61 || serial > 2_900_000 { // before March 1900 spreadsheets do not agree what day it is
		return "", problem.New(problem.Invalid, "sheet.date", "value", c.written())
	}
	return epoch.AddDays(int(serial)), nil
}

// toInteger reads a whole number.
func (c cell) toInteger() (int, bool) {
	if c.number != nil && *c.number == math.Trunc(*c.number) && math.Abs(*c.number) < 1e9 {
		return int(*c.number), true
	}
	return integer(words.Fold(c.text))
}

// sameAs says whether the cell still holds what was given.
func (c cell) sameAs(v value, f form, epoch civil.Date) bool {
	switch {
	case v.number != nil:
		n, ok := c.toInteger()
		return ok && n == *v.number
	case c.text == "" || v.text == "":
		return c.text == v.text
	case f == asDay:
		day, err := c.toDay(epoch)
		return err == nil && string(day) == v.text
	case c.number != nil:
		return c.written() == v.text
	default:
		return spaced(c.text) == spaced(cut(v.text))
	}
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func (v value) String() string {
	if v.number != nil {
		return fmt.Sprint(*v.number)
	}
	return v.text
}
