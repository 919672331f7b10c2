package access

import "slices"

// Lesser is the one of two audiences that may see less: what somebody asked for, and what they may read at most. An
// audience that is not known sees what the public does.
func Lesser(a, b Audience) Audience {
	return Audiences[max(0, min(slices.Index(Audiences[:], a), slices.Index(Audiences[:], b)))]
}
