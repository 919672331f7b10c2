package commitments

// Stands says of each entry whether it stands: no later entry that is itself in force replaced it or took it back
// (decision 3). Redactions and takings back may stand too.
func Stands(entries []Entry) []bool {
	stands := make([]bool, len(entries))
	for i, f := range voids(entries) {
		stands[i] = f == inForce
	}
	return stands
}
