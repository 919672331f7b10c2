package render

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/accord-tracker/accord/internal/reports"
)

// writeCSV writes a zip with one CSV file for each table, and the datapackage.json that describes them (Data Package
// 2.0). Heads and values are those that are stored, the same in every language; their words are in the description.
func writeCSV(ctx context.Context, m *model, w io.Writer) error {
	z := zip.NewWriter(w)
	description, err := json.MarshalIndent(packageOf(m), "", "  ")
	if err != nil {
		return err
	}
	file, err := m.create(z, "datapackage.json")
	if err != nil {
		return err
	}
	if _, err := file.Write(append(description, '\n')); err != nil {
		return err
	}
	for _, t := range m.tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		file, err := m.create(z, t.key+".csv")
		if err != nil {
			return err
		}
		if err := m.writeTable(file, t); err != nil {
			return err
		}
	}
	return z.Close()
}

func (m *model) create(z *zip.Writer, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: m.made})
}

func (m *model) writeTable(w io.Writer, t *table) error {
	if m.bom {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	shown := t.shown(inCSV)
	var row []string
	for _, at := range shown {
		row = append(row, csvNames(&t.columns[at])...)
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for i := range t.count {
		cells := t.row(i)
		row = row[:0]
		for _, at := range shown {
			row = csvValues(row, &cells[at], &t.columns[at])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvNames are the heads of a column: a rate has three.
func csvNames(c *column) []string {
	if c.kind != rate {
		return []string{c.key}
	}
	return []string{c.key + "_numerator", c.key + "_denominator", c.key + "_percent"}
}

// csvValues adds a cell. In a column of rates a count stands alone in the first place.
func csvValues(row []string, c *cell, of *column) []string {
	if of.kind != rate {
		return append(row, guarded(c))
	}
	if c.kind != rate {
		return append(row, guarded(c), "", "")
	}
	percent, ok := reports.Rate{Numerator: c.n, Denominator: c.d}.Percent()
	if !ok {
		return append(row, strconv.Itoa(c.n), strconv.Itoa(c.d), "")
	}
	return append(row, strconv.Itoa(c.n), strconv.Itoa(c.d), strconv.Itoa(percent))
}

// guarded is a value that no spreadsheet takes for a formula: an apostrophe stands before one that could be.
func guarded(c *cell) string {
	text := c.plain()
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) && c.kind != number && c.kind != half {
		return "'" + text
	}
	return text
}
