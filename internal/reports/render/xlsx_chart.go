package render

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// charts are native ones, on a sheet of their own, that read the sheets beside it.
func (b *workbook) charts() error {
	status := b.chartOf("status")
	if status == nil {
		return nil
	}
	name := b.name("charts", status.title)
	if _, err := b.NewSheet(name); err != nil {
		return err
	}
	if err := b.onPaper(name); err != nil {
		return err
	}
	if b.rightToLeft() {
		if err := b.SetSheetView(name, 0, &excelize.ViewOptions{RightToLeft: new(true)}); err != nil {
			return err
		}
	}
	// in the sheet of the status, rows 3 and on are themes; column B has their titles, D and on the statuses
	if err := b.nativeChart(name, "A1", status, b.names["status"], 1, 3, 2); err != nil {
		return err
	}
	if moves := b.chartOf("movement"); moves != nil {
		return b.nativeChart(name, "A32", moves, b.names["movement_totals"], 0, 1, 1)
	}
	return nil
}

func (b *workbook) chartOf(key string) *chart {
	for i := range b.sections {
		for _, block := range b.sections[i].blocks {
			if c, ok := block.(*chart); ok && c.key == key {
				return c
			}
		}
	}
	return nil
}

// nativeChart adds bars whose names stand in one column of a sheet and whose numbers begin in another, some rows down.
func (b *workbook) nativeChart(sheet, at string, c *chart, source string, names, numbers, row int) error {
	quoted := "'" + strings.ReplaceAll(source, "'", "''") + "'!"
	span := func(column int) (string, error) {
		letter, err := excelize.ColumnNumberToName(column + 1)
		return fmt.Sprintf("%s$%s$%d:$%s$%d", quoted, letter, row+1, letter, row+len(c.names)), err
	}
	categories, err := span(names)
	if err != nil {
		return err
	}
	bars := &excelize.Chart{
		Type: excelize.BarStacked, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.title}}},
		Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 900, Height: 560},
		Format: excelize.GraphicOptions{AltText: c.text}, YAxis: excelize.ChartAxis{MajorGridLines: true, Font: excelize.Font{Color: "1B2733"}},
		XAxis: excelize.ChartAxis{ReverseOrder: true, Font: excelize.Font{Color: "1B2733"}}, PlotArea: excelize.ChartPlotArea{ShowVal: false}, GapWidth: new(uint(40)),
	}
	if len(c.series) == 1 {
		bars.VaryColors, bars.Legend.Position = new(false), "none"
	}
	for i, s := range c.series {
		values, err := span(numbers + i)
		if err != nil {
			return err
		}
		letter, err := excelize.ColumnNumberToName(numbers + i + 1)
		if err != nil {
			return err
		}
		bars.Series = append(bars.Series, excelize.ChartSeries{
			Name: fmt.Sprintf("%s$%s$1", quoted, letter), Categories: categories, Values: values,
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.look.fill.hex()[1:]}},
		})
	}
	return b.AddChart(sheet, at, bars)
}
