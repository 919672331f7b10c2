package config

import (
	"fmt"
	"time"
)

// TimeZone is a zone of the IANA list, or not set.
type TimeZone struct{ location *time.Location }

// UnmarshalText reads a name such as "Africa/Nairobi". It refuses "Local", which means another zone on every machine.
func (z *TimeZone) UnmarshalText(text []byte) error {
	name := string(text)
	location, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return fmt.Errorf("%q is not a time zone (UTC, Africa/Nairobi, America/New_York, …)", name)
	}
	z.location = location
	return nil
}

// Or is the zone, or the other one where it is not set.
func (z TimeZone) Or(other *time.Location) *time.Location {
	if z.location == nil {
		return other
	}
	return z.location
}

// String is the name of the zone, empty where it is not set.
func (z TimeZone) String() string {
	if z.location == nil {
		return ""
	}
	return z.location.String()
}
