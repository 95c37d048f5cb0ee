package config

import (
	"fmt"
	"strings"
	"time"
)

// builtInZone is Tencent Cloud's own zone, the default of every key that names one.
const builtInZone = "Asia/Shanghai"

// defaultZone loads builtInZone. It complains where the binary lacks the zone database.
func defaultZone(root *node) *time.Location {
	location, err := time.LoadLocation(builtInZone)
	if err != nil {
		root.complain("needs a time zone database, and this binary has none", "build it with time/tzdata")
		return time.UTC
	}
	return location
}

// zone reads a time zone; it is fallback where none is given, or what is given is none.
func (n *node) zone(fallback *time.Location) *time.Location {
	name, given := n.str()
	if !given {
		return fallback
	}
	location, err := loadZone(name)
	if err != nil {
		n.refuse("is "+n.shown()+", which is no known time zone", "an IANA name such as Asia/Jakarta or UTC")
		return fallback
	}
	return location
}

// loadZone is [time.LoadLocation] without the names that depend on the machine, or on how its zone database is
// laid out: "right/…" counts leap seconds.
func loadZone(name string) (*time.Location, error) {
	first, _, _ := strings.Cut(name, "/")
	switch first {
	case "", "Local", "localtime", "posix", "posixrules", "right":
		return nil, fmt.Errorf("zone %q is not the same everywhere", name)
	}
	return time.LoadLocation(name)
}
