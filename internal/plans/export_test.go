package plans

// Phrase is how aliases are compared, for the tests.
func Phrase(alias string) string { return phrase(alias) }
