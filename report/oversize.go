package report

import (
	"fmt"
	"time"

	"golang.org/x/text/number"
)

// Oversize is an attachment that would have made the mail larger than its relay takes.
type Oversize struct {
	Name  string // of the file
	Bytes int64  // the file's size
	Limit int64  // of the whole mail as encoded, in bytes
	// URL leads to the file, by https or http; empty, or anything else, where it could not be linked to.
	URL   string
	Until time.Time // when the link ends at the latest; zero: no end that is known of
}

func (c composer) links() []Link {
	var links []Link
	for _, o := range c.o.Oversize {
		links = append(links, c.link(o))
	}
	return links
}

func (c composer) link(o Oversize) Link {
	name := quotable(o.Name)
	pairs := []string{"name", name, "size", c.size(o.Bytes), "limit", c.size(o.Limit)}
	if !(Link{URL: o.URL}).Opens() {
		return Link{Text: c.say("link.none", pairs...)}
	}
	key := "link"
	if !o.Until.IsZero() {
		key = "link.until"
		pairs = append(pairs, "until", c.minute(o.Until.In(c.u.Period.Zone())))
	}
	return Link{Text: c.say(key, pairs...), Label: c.say("link.label", "name", name), URL: o.URL}
}

// minute is an instant with its date and offset. Seconds are dropped: no reader comes too late for that.
func (p phrases) minute(t time.Time) string {
	return p.say("date.time",
		"day", fmt.Sprint(t.Day()),
		"month", p.list("date.months")[t.Month()-1],
		"year", fmt.Sprint(t.Year()),
		"clock", t.Format("15:04"),
		"offset", utcOffset(t))
}

// size writes a number of bytes in the largest decimal unit that it fills, with at most one decimal.
func (p phrases) size(bytes int64) string {
	units := p.list("size.units")
	n, unit := float64(max(0, bytes)), 0
	for ; n >= 999.95 && unit+1 < len(units); unit++ { // what rounds to 1000 is one of the next unit
		n /= 1000
	}
	return p.say("size", "n", p.printer.Sprint(number.Decimal(n, number.MaxFractionDigits(1))), "unit", units[unit])
}
