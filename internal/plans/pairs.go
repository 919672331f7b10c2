package plans

import "sort"

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
	var positions []int
	var steps []*Step
	for _, p := range pairs {
		if p.before != nil {
			positions, steps = append(positions, p.before.Position), append(steps, p.after)
		}
	}
	moved := map[*Step]bool{}
	for i, strayed := range strays(positions) {
		moved[steps[i]] = strayed
	}
	return moved
}

// strays marks what is not in the longest rising run of the list.
func strays(list []int) []bool {
	var tails []int // places in list: the end of the best rising run of each length
	previous := make([]int, len(list))
	marks := make([]bool, len(list))
	for i, value := range list {
		n := sort.Search(len(tails), func(n int) bool { return list[tails[n]] >= value })
		previous[i], marks[i] = -1, true
		if n > 0 {
			previous[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			marks[i] = false
		}
	}
	return marks
}
