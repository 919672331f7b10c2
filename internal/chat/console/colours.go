package console

// Colours says whether a terminal should have colours. NO_COLOR forbids them whatever else is said (no-color.org);
// CLICOLOR_FORCE asks for them where they would not be; else they are for terminals that are not dumb.
func Colours(env func(string) string, terminal bool) bool {
	switch {
	case env("NO_COLOR") != "":
		return false
	case env("CLICOLOR_FORCE") != "" && env("CLICOLOR_FORCE") != "0":
		return true
	}
	return terminal && env("TERM") != "dumb" && env("TERM") != ""
}
