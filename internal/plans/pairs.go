package plans

import (
	"maps"
	"reflect"
	"slices"
	"sort"
)

// pair is a step of the newer edition with the same step of the older one, if that has it. parent is the newer code of
// the older step's parent, so that the renumbering of a parent does not move its children.
type pair struct {
	before, after *Step
	parent        string
}

// pairUp finds the steps that are the same. Each step of the older edition is paired once.
func pairUp(older, newer *Plan) []pair {
	byCode := make(map[string]*Step, len(older.Steps))
	for i := range older.Steps {
		for _, former := range older.Steps[i].Was {
			byCode[former] = &older.Steps[i]
		}
	}
	for i := range older.Steps {
		byCode[older.Steps[i].Code] = &older.Steps[i]
	}
	pairs := make([]pair, len(newer.Steps))
	taken := map[*Step]bool{}
	codes := map[string]string{} // newer code by older
	for i := range newer.Steps {
		s := &newer.Steps[i]
		pairs[i].after = s
		for _, code := range append([]string{s.Code}, s.Was...) {
			if before := byCode[code]; before != nil && !taken[before] {
				pairs[i].before, taken[before], codes[before.Code] = before, true, s.Code
				break
			}
		}
	}
	for i := range pairs {
		if pairs[i].before != nil {
			pairs[i].parent = codes[pairs[i].before.Parent]
		}
	}
	return pairs
}

// outOfOrder finds the fewest steps whose move explains the new order. A step that comes in before others moves none
// of them.
func outOfOrder(pairs []pair) map[*Step]bool {
	var kept []pair
	for _, p := range pairs {
		if p.before != nil {
			kept = append(kept, p)
		}
	}
	var tails []int // places in kept: the last of the best rising run of each length
	previous := make([]int, len(kept))
	for i, p := range kept {
		n := sort.Search(len(tails), func(n int) bool { return kept[tails[n]].before.Position >= p.before.Position })
		previous[i] = -1
		if n > 0 {
			previous[i] = tails[n-1]
		}
		tails = append(tails[:n], append([]int{i}, tails[min(n+1, len(tails)):]...)...)
	}
	strayed := make(map[*Step]bool, len(kept))
	for _, p := range kept {
		strayed[p.after] = true
	}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			delete(strayed, kept[i].after)
		}
	}
	return strayed
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
