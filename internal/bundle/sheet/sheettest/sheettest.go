// Package sheettest is somebody in front of a workbook of progress: for tests that fill one in without a spreadsheet.
package sheettest

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Fill puts values into the row of a commitment on the sheet of progress, by the key of the column ("percent"), and
// returns the workbook as it is then.
func Fill(content []byte, ref string, values map[string]any) ([]byte, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	for column, value := range values {
		sheet, cell, err := find(f, ref, column)
		if err != nil {
			return nil, err
		}
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// find is the cell of a commitment in a column of the sheet of progress.
func find(f *excelize.File, ref, column string) (sheet, cell string, err error) {
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			return "", "", err
		}
		if len(rows) == 0 {
			continue
		}
		for i, key := range rows[0] {
			if key != "progress."+column {
				continue
			}
			for line, row := range rows {
				if len(row) > 0 && row[0] == ref {
					cell, err := excelize.CoordinatesToCellName(i+1, line+1)
					return sheet, cell, err
				}
			}
		}
	}
	return "", "", fmt.Errorf("no cell for %s of %s", column, ref)
}
