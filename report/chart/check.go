package chart

import (
	"fmt"

	"tokenreport/report"
)

// slack is how far rounding may carry a fraction out of its bounds.
const slack = 1e-9

// The smallest chart in which its words leave room for a picture.
const (
	leastWidth  Length = 60
	leastHeight Length = 30
)

// check refuses what would be drawn wrongly or not at all. Everything drawn later is computed from what passed.
func check(r Rect, d report.UsageChart) error {
	if err := checkPlace("day chart", r, leastWidth, leastHeight); err != nil {
		return err
	}
	if err := checkColumns(d); err != nil {
		return fmt.Errorf("draw day chart: %w", err)
	}
	if err := checkTicks("day chart", d.X, d.Y); err != nil {
		return err
	}
	if m := d.Peak; m != nil && !(isFraction(m.X) && isFraction(m.Y)) {
		return fmt.Errorf("draw day chart: peak %q is at %v, %v, not within 0 to 1", m.Label, m.X, m.Y)
	}
	if err := checkStretches(d); err != nil {
		return fmt.Errorf("draw day chart: %w", err)
	}
	return nil
}

func checkStretches(d report.UsageChart) error {
	end := 0.0
	for i, s := range d.Usual {
		switch {
		case !isFraction(s.From) || !isFraction(s.Until) || s.From >= s.Until || s.From < end-slack:
			return fmt.Errorf("step %d of the usual range reaches from %v until %v, which is no stretch after %v within 0 to 1", i, s.From, s.Until, end)
		case !isFraction(s.Low) || !isFraction(s.High) || s.Low > s.High+slack:
			return fmt.Errorf("step %d of the usual range is from %v to %v high, which is no range within 0 to 1", i, s.Low, s.High)
		}
		end = s.Until
	}
	for _, r := range d.Remarks {
		if !isFraction(r.From) || !isFraction(r.Until) || r.From >= r.Until {
			return fmt.Errorf("remark %q reaches from %v until %v, which is no stretch within 0 to 1", r.Label, r.From, r.Until)
		}
	}
	return nil
}

func checkColumns(d report.UsageChart) error {
	end := 0.0
	for i, column := range d.Columns {
		switch {
		case !isFraction(column.From) || !isFraction(column.Until) || column.From >= column.Until:
			return fmt.Errorf("column %d reaches from %v until %v, which is no stretch within 0 to 1", i, column.From, column.Until)
		case column.From < end-slack:
			return fmt.Errorf("column %d begins at %v, before its neighbour ends at %v", i, column.From, end)
		case !isFraction(column.Total) || !isFraction(column.Input):
			return fmt.Errorf("column %d has heights %v and %v, not within 0 to 1", i, column.Input, column.Total)
		case d.Stacked && column.Input > column.Total+slack:
			return fmt.Errorf("column %d has an input of %v above its total of %v", i, column.Input, column.Total)
		}
		end = column.Until
	}
	return nil
}

// isFraction is false for NaN, too.
func isFraction(f float64) bool { return f >= -slack && f <= 1+slack }
