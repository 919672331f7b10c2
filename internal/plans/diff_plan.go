package plans

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
)

func diffPlan(a, b *Plan) []FieldChange {
	return differing(
		FieldChange{"title", a.Title, b.Title},
		FieldChange{"edition", a.Edition, b.Edition},
		FieldChange{"published", a.Published, b.Published},
		FieldChange{"language", a.Language, b.Language},
		FieldChange{"standing", string(a.Standing), string(b.Standing)},
		FieldChange{"conveners", commas(a.Conveners), commas(b.Conveners)},
		FieldChange{"source.citation", a.Source.Citation, b.Source.Citation},
		FieldChange{"source.url", a.Source.URL, b.Source.URL},
		FieldChange{"source.note", a.Source.Note, b.Source.Note},
		FieldChange{"note", a.Note, b.Note},
		FieldChange{"time_zone", a.TimeZone, b.TimeZone},
		FieldChange{"reporting_period", a.ReportingPeriod, b.ReportingPeriod},
		FieldChange{"cutoff_days", strconv.Itoa(a.CutoffDays), strconv.Itoa(b.CutoffDays)},
		FieldChange{"instrument_names", named(a.InstrumentNames), named(b.InstrumentNames)},
	)
}

// diffThemes has the themes that are added, left out, or say something else. Like steps, they are moved only if the
// order of those that stay is another.
func diffThemes(a, b *Plan) []ThemeChange {
	var all []ThemeChange
	var positions []int
	for _, t := range b.Themes {
		if old, there := a.Theme(t.Key); there {
			positions = append(positions, old.Position)
		}
	}
	moved, stayed := strays(positions), 0
	for _, t := range b.Themes {
		old, there := a.Theme(t.Key)
		if !there {
			all = append(all, ThemeChange{Key: t.Key, Fields: []FieldChange{{"title", "", t.Title}}})
			continue
		}
		fields := differing(FieldChange{"title", old.Title, t.Title}, FieldChange{"paragraphs", old.Paragraphs, t.Paragraphs}, FieldChange{"cite", old.Cite, t.Cite})
		if moved[stayed] {
			fields = append(fields, FieldChange{"position", strconv.Itoa(old.Position), strconv.Itoa(t.Position)})
		}
		if stayed++; len(fields) > 0 {
			all = append(all, ThemeChange{t.Key, fields})
		}
	}
	for _, t := range a.Themes {
		if _, there := b.Theme(t.Key); !there {
			all = append(all, ThemeChange{t.Key, []FieldChange{{"title", t.Title, ""}}})
		}
	}
	return all
}

func named(names map[string]string) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(names)) {
		all = append(all, key+": "+names[key])
	}
	return commas(all)
}

// diffTexts counts the texts that differ in each language.
func diffTexts(older, newer *Plan) []TextChange {
	counts := map[string]int{}
	countTexts(counts, older.Translations, newer.Translations)
	for _, t := range newer.Themes {
		var before map[string]Text
		if old, ok := older.Theme(t.Key); ok {
			before = old.Translations
		}
		countTexts(counts, before, t.Translations)
	}
	for _, p := range pairUp(older, newer) {
		if p.before != nil {
			countTexts(counts, p.before.Translations, p.after.Translations)
		} else {
			countTexts(counts, nil, p.after.Translations)
		}
	}
	var all []TextChange
	for _, tag := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, TextChange{tag, counts[tag]})
	}
	return all
}

func countTexts(counts map[string]int, before, after map[string]Text) {
	for tag, text := range after {
		if !reflect.DeepEqual(text.orEmpty(), before[tag].orEmpty()) {
			counts[tag]++
		}
	}
	for tag, text := range before {
		if _, there := after[tag]; !there && !reflect.DeepEqual(text.orEmpty(), Text{}) {
			counts[tag]++
		}
	}
}

// orEmpty makes empty lists and missing ones the same.
func (t Text) orEmpty() Text {
	t.Aliases, t.Keywords = append([]string(nil), t.Aliases...), append([]string(nil), t.Keywords...)
	return t
}
