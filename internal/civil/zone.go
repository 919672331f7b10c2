package civil

import "time"

// Zone is the time zone with an IANA name, or the other one (nil: UTC) where the name is empty or nobody knows it.
// "Local", which means another zone on every machine, is no name.
func Zone(name string, otherwise *time.Location) *time.Location {
	if name != "" && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	if otherwise == nil {
		return time.UTC
	}
	return otherwise
}
