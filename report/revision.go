package report

import (
	"fmt"
	"strings"
)

// Figures are the sums that a revision of a report has shown.
type Figures struct {
	Revision             int
	Total, Input, Output Amount
}

// corrects says whether the document replaces one that readers have seen.
func (o Options) corrects() bool { return o.Revision > 1 }

// correction is what the reader of a correction must know: which revision it replaces, and which sums are others now.
func (c composer) correction() string {
	before := Figures{Revision: c.o.Revision - 1}
	if c.o.Corrects != nil {
		before = *c.o.Corrects
	}
	pairs := []string{"revision", fmt.Sprint(c.o.Revision), "replaced", fmt.Sprint(before.Revision)}
	changes := c.changes(before)
	if len(changes) == 0 {
		return c.say("correction.same", pairs...)
	}
	return c.say("correction", append(pairs, "changes", strings.Join(changes, c.say("correction.separator")))...)
}

func (c composer) changes(before Figures) []string {
	var changes []string
	for _, sum := range []struct {
		key           string
		before, after Amount
	}{
		{"correction.total", before.Total, c.u.Total},
		{"correction.input", before.Input, c.u.Input},
		{"correction.output", before.Output, c.u.Output},
	} {
		if sum.before.equals(sum.after) {
			continue
		}
		change := c.say(sum.key, "before", c.exactly(sum.before), "after", c.exactly(sum.after))
		if moved := ChangeOf(sum.before, sum.after); moved.Known() {
			change = c.say("correction.percent", "change", change, "percent", c.signed(moved))
		}
		changes = append(changes, change)
	}
	return changes
}
