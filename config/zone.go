package config

import (
	"time"

	"tokenreport/internal/zone"
)

// builtInZone is Tencent Cloud's own zone, the default of every key that names one.
const builtInZone = "Asia/Shanghai"

// defaultZone loads builtInZone.
func defaultZone(root *node) *time.Location {
	location, err := zone.Load(builtInZone)
	if err != nil {
		root.complain("cannot be read: "+err.Error(), "a tokenreport that is built again: this build is damaged")
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
	location, err := zone.Load(name)
	if err != nil {
		near := ""
		if !n.secret {
			near = guess(name, zone.Names())
		}
		n.refuse("is "+n.shown()+", which is no known time zone"+near, "an IANA name such as Asia/Jakarta or UTC")
		return fallback
	}
	return location
}
