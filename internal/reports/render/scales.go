package render

import (
	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/reports"
)

// scales say what each status is on the scales of others, and how many live commitments stand at each level.
func (b *build) scales() {
	b.chapter("scales", b.explain("scales"), b.keep(b.scaleTable()), b.keep(b.levelTable()))
}

func (b *build) scaleTable() *table {
	columns := []column{b.statusColumn("status")}
	scales := reports.Scales
	for i := range scales {
		key := scales[i].Key
		columns = append(columns, column{key: key, title: b.voice.wordOf("scale.", key), kind: said, weight: 2})
	}
	statuses := statusNames()
	return &table{
		key: "scales", title: b.voice.say("render.heading.scales"), whole: true, count: len(statuses), columns: columns,
		row: func(i int) []cell {
			row := []cell{term(statuses[i])}
			for j := range scales {
				row = append(row, b.level(&scales[j], scales[j].Of(commitments.Status(statuses[i]))))
			}
			return row
		},
	}
}

func (b *build) level(scale *reports.Scale, level reports.Level) cell {
	if level == reports.NoLevel {
		return cell{kind: nothing}
	}
	return phrase(b.voice.wordOf("scale."+scale.Key+".", string(level)))
}

// levelTable has a row for each level of each scale, and one for what the scale has no level for.
func (b *build) levelTable() *table {
	var rows [][]cell
	for _, counts := range reports.OnScales(b.document) {
		name := phrase(b.voice.wordOf("scale.", counts.Scale.Key))
		for i, level := range counts.Scale.Levels {
			rows = append(rows, []cell{codeOf(counts.Scale.Key), name, codeOf(string(level)), b.level(counts.Scale, level), count(counts.Counts[i])})
		}
		rows = append(rows, []cell{codeOf(counts.Scale.Key), name, codeOf(""), phrase(b.voice.say("render.no_level")), count(counts.None)})
	}
	return &table{
		key: "scale_counts", title: b.voice.say("render.heading.scale_counts"), whole: true, count: len(rows),
		columns: []column{
			b.columnOnly(inCSV, "scale", code, 1), b.column("scale_name", said, 2), b.columnOnly(inCSV, "level", code, 1),
			b.column("level_name", said, 3), b.column("commitments", number, 1),
		},
		row: func(i int) []cell { return rows[i] },
	}
}
