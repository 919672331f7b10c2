package civil

import "time"

// Zone is the time zone with an IANA name, or the other one (nil: UTC) where the name is empty or nobody knows it.
func Zone(name string, otherwise *time.Location) *time.Location {
	if zone, ok := zoneCalled(name); ok {
		return zone
	}
	if otherwise == nil {
		return time.UTC
	}
	return otherwise
}

// KnowsZone says whether a name is that of a time zone everywhere. "Local" and "localtime" mean another one on every
// machine, and are none.
func KnowsZone(name string) bool {
	_, ok := zoneCalled(name)
	return ok
}

func zoneCalled(name string) (*time.Location, bool) {
	if name == "" || name == "Local" || name[0] < 'A' || name[0] > 'Z' { // every IANA name begins with a capital
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}
