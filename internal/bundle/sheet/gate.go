package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/accord-tracker/accord/internal/problem"
)

// What a file may ask of us before it is read in earnest: a workbook is a zip of XML, and either can be a bomb.
const (
	maxFile     = 16 << 20 // bytes
	maxUnpacked = 64 << 20 // bytes
	maxParts    = 500      // files in the zip
	maxLines    = 5_000    // rows that have cells
	maxColumns  = 100
	maxCells    = 500_000
)

func tooLarge() problem.Problem {
	return problem.New(problem.Exhausted, "sheet.too_large", "rows", maxLines, "columns", maxColumns)
}

// gate refuses a file that is no zip, or that would be more than a workbook of ours can be. A part is not taken for what
// its name says: whatever has cells is counted.
func gate(content []byte) error {
	packed, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return problem.New(problem.Invalid, "sheet.not_a_workbook")
	}
	if len(packed.File) > maxParts {
		return tooLarge()
	}
	left := int64(maxUnpacked)
	for _, file := range packed.File {
		unpacked, err := unpack(file, left)
		if err != nil {
			return err
		}
		if left -= unpacked; left <= 0 {
			return tooLarge()
		}
	}
	return nil
}

// unpack looks at one file of the zip and says how large it is; it reads no more than most of it.
func unpack(file *zip.File, most int64) (int64, error) {
	in, err := file.Open()
	if err != nil {
		return 0, problem.New(problem.Invalid, "sheet.not_a_workbook")
	}
	defer func() { _ = in.Close() }()
	counted := &counting{Reader: io.LimitReader(in, most)}
	if err := bounded(counted); err != nil {
		if counted.n >= most {
			return 0, tooLarge()
		}
		return 0, err
	}
	if _, err := io.Copy(io.Discard, counted); err != nil {
		return 0, problem.New(problem.Invalid, "sheet.not_a_workbook")
	}
	return counted.n, nil
}

type counting struct {
	io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

var errEncoding = errors.New("not UTF-8")

// onlyUTF8 is the reader of other encodings, of which there is none.
func onlyUTF8(string, io.Reader) (io.Reader, error) { return nil, errEncoding }

// bounded counts rows and cells of a part that is XML. One that breaks off is refused here: the library would read it
// as far as it goes, and say nothing.
func bounded(in io.Reader) error {
	decoder := xml.NewDecoder(in)
	decoder.CharsetReader = onlyUTF8
	var lines, cells int
	began := false
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) || err != nil && !began && !errors.Is(err, errEncoding) {
			return nil // its end, or a picture
		}
		if err != nil {
			return problem.New(problem.Invalid, "sheet.not_a_workbook")
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		began = true
		switch start.Name.Local {
		case "row":
			lines++
		case "c":
			cells++
			if !near(start.Attr) {
				return tooLarge()
			}
		}
		if lines > 2*maxLines || cells > maxCells {
			return tooLarge()
		}
	}
}

// near says whether a cell is within the rows and columns that we read.
func near(attributes []xml.Attr) bool {
	for _, a := range attributes {
		if a.Name.Local != "r" {
			continue
		}
		column, line, err := excelize.CellNameToCoordinates(a.Value)
		return err == nil && column <= maxColumns && line <= maxLines
	}
	return true
}

// integer reads a whole number of a cell.
func integer(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil
}
