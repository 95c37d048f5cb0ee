package job

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// usageOf asks for what a filter lets through of a day.
func (r *Runner) usageOf(ctx context.Context, f apiclient.Filter, day report.Period) (report.Usage, error) {
	graph, err := r.ask(ctx, f, day)
	if err != nil {
		return report.Usage{}, fmt.Errorf("fetch usage for %s: %w", day.Name(), err)
	}
	return join(day, graph, r.LabelZone)
}

// ownParts ask for a part of each day of the period.
func (d *dossier) ownParts(s selection) []inquiry {
	var list []inquiry
	filter, scope := narrow(d.task.Filter, s)
	for i, day := range d.own {
		if scope != scopePart {
			break
		}
		lacking := report.Omission{What: report.OmittedPart, Dimension: s.dimension}
		list = append(list, d.usageInquiry(lacking, s.id, filter, day.Period, func(usage report.Usage) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.own[i].Parts = mergeParts(d.own[i].Parts, []report.DayPart{s.part(amountsOf(usage))})
		}))
	}
	return list
}

// compared are the days whose parts are held against the period's: those that the whole is held against, the latest first.
func (d *dossier) compared() []report.Period {
	if d.past == nil {
		return nil
	}
	days := []report.Period{}
	switch d.task.period.Cadence() {
	case report.Daily:
		for _, same := range (report.History{}).SameWeekdays(d.task.period, usualWeeks) {
			days = append(days, same.Period)
		}
	case report.Weekly:
		for before, n := d.task.period.Before(), 0; n < usualWeeks; before, n = before.Before(), n+1 {
			days = append(days, before.Days()...)
		}
	case report.Monthly:
		days = d.task.period.Before().Days()
	}
	return slices.DeleteFunc(days, func(day report.Period) bool { return day.Duration() <= 0 }) // a date that the zone skipped
}

// costed are the days of the month before the period, if there are prices, the latest first.
func (d *dossier) costed() []report.Period {
	if len(d.runner.Prices.Models) == 0 {
		return nil
	}
	last := d.task.period.Days()
	month := monthOf(last[len(last)-1])
	return slices.DeleteFunc(slices.Clone(d.window), func(day report.Period) bool { return monthOf(day) != month })
}

// earlierParts ask for parts of days before the period, where they are not kept.
func (d *dossier) earlierParts(days []report.Period, of func(selection) bool) []inquiry {
	var list []inquiry
	for _, day := range days {
		for _, s := range d.wanted {
			filter, scope := narrow(d.task.Filter, s)
			asked := fmt.Sprint(day.Name(), " ", s.dimension, " ", s.id)
			if scope != scopePart || !of(s) || d.asked[asked] || has(d.past.day(day).Parts, s) {
				continue
			}
			d.asked[asked] = true
			lacking := report.Omission{What: report.OmittedHistory}
			list = append(list, d.usageInquiry(lacking, day.Name(), filter, day, func(usage report.Usage) {
				d.past.learnPart(day, s.part(amountsOf(usage)))
			}))
		}
	}
	return list
}

// complete adds the parts that need no call: what is the whole or nothing under the report's filter; and those that are not
// known, so that nobody takes them for nothing.
func (d *dossier) complete() {
	for _, s := range d.wanted {
		_, scope := narrow(d.task.Filter, s)
		for i, day := range d.own {
			if !has(day.Parts, s) {
				d.own[i].Parts = append(day.Parts, s.of(day, scope))
			}
		}
		for _, period := range append(d.compared(), d.costed()...) {
			if scope != scopePart {
				d.past.learnPart(period, s.of(d.past.day(period), scope))
			}
		}
	}
	for i := range d.own {
		slices.SortFunc(d.own[i].Parts, inOrder)
	}
}

func amountsOf(u report.Usage) report.Amounts {
	return report.Amounts{Total: u.Total, Input: u.Input, Output: u.Output}
}

func has(parts []report.DayPart, s selection) bool {
	return slices.ContainsFunc(parts, func(p report.DayPart) bool { return p.Dimension == s.dimension && p.ID == s.id })
}

// mergeParts are the parts known before, replaced and completed by those whose total is known now, in order.
func mergeParts(before, now []report.DayPart) []report.DayPart {
	merged := slices.Clone(before)
	for _, part := range now {
		if !part.Total.Known {
			continue
		}
		at, known := slices.BinarySearchFunc(merged, part, inOrder)
		if known {
			merged[at] = part
			continue
		}
		merged = slices.Insert(merged, at, part)
	}
	return merged
}

func inOrder(a, b report.DayPart) int {
	return cmp.Or(cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.ID, b.ID))
}
