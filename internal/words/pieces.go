package words

// Pieces are the runs of four letters within a folded word, of three in Arabic, its ends marked. They show what a word
// that is new has in common with its relatives.
func Pieces(fold string) []string {
	if fold == "" {
		return nil
	}
	n := 4
	if fold[0] >= 0x80 {
		n = 3
	}
	row := []rune("(" + fold + ")")
	var list []string
	for i := 0; i+n <= len(row); i++ {
		list = append(list, "#"+string(row[i:i+n]))
	}
	return list
}
