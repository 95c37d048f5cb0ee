package job

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// selection is a part of the usage that is asked for.
type selection struct {
	dimension report.Dimension
	id        string
	shown     bool // else only its cost is of interest
}

// selections are the parts that a report shows and, where there are prices, the models with one: the cost is by model. Under
// a filter that lets only one model through there is no other.
func selections(t task, prices report.Prices) []selection {
	var list []selection
	for _, b := range t.Breakdowns {
		for _, part := range b.Parts {
			list = append(list, selection{b.Dimension, part.ID, true})
		}
	}
	if len(prices.Models) == 0 {
		return list
	}
	models := slices.Sorted(maps.Keys(prices.Models))
	if t.Filter.ModelName != "" {
		models = []string{t.Filter.ModelName}
	}
	for _, model := range models {
		known := slices.ContainsFunc(list, func(s selection) bool { return s.dimension == report.ByModel && s.id == model })
		if model != report.AnyModel && !known {
			list = append(list, selection{report.ByModel, model, false})
		}
	}
	return list
}

// scope is what a filter leaves of a selection.
type scope int

const (
	scopePart  scope = iota // to be asked for
	scopeWhole              // the filter lets nothing else through
	scopeEmpty              // the filter lets nothing of it through
)

// narrow adds a selection to a report's own filter.
func narrow(f apiclient.Filter, s selection) (apiclient.Filter, scope) {
	switch s.dimension {
	case report.ByApplication:
		return f, narrowList(&f.AppBizIDs, s.id)
	case report.ByAccount:
		return f, narrowList(&f.UinAccounts, s.id)
	case report.ByModel:
		return f, narrowValue(&f.ModelName, s.id)
	case report.ByBusiness:
		return f, narrowValue(&f.SubBizType, s.id)
	default:
		return f, scopeEmpty
	}
}

func narrowList(values *[]string, id string) scope {
	before := *values
	*values = []string{id}
	switch {
	case len(before) == 0:
		return scopePart
	case !slices.Contains(before, id):
		return scopeEmpty
	case len(before) == 1:
		return scopeWhole
	default:
		return scopePart
	}
}

// narrowValue takes values that differ by their capitals for the same, as the API's own pages write them either way.
func narrowValue(value *string, id string) scope {
	before := *value
	*value = id
	switch {
	case before == "":
		return scopePart
	case strings.EqualFold(before, id):
		return scopeWhole
	default:
		return scopeEmpty
	}
}

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
		list = append(list, inquiry{
			lacking: report.Omission{What: report.OmittedPart, Dimension: s.dimension}, subject: s.id, paced: true,
			ask: func(ctx context.Context) error {
				usage, err := d.runner.usageOf(ctx, filter, day.Period)
				if err == nil {
					d.mu.Lock()
					defer d.mu.Unlock()
					d.own[i].Parts = mergeParts(d.own[i].Parts, []report.DayPart{s.part(amountsOf(usage))})
				}
				return err
			},
		})
	}
	return list
}

// compared are the days whose parts are held against the period's: a week before a day, else the period before.
func (d *dossier) compared() []report.Period {
	switch {
	case d.past == nil:
		return nil
	case d.task.period.Cadence() == report.Daily:
		return []report.Period{report.History{}.SameWeekdays(d.task.period, 1)[0].Period}
	default:
		return d.task.period.Before().Days()
	}
}

// earlierParts ask for the parts that are shown of the days that they are compared with, where those are not kept.
func (d *dossier) earlierParts() []inquiry {
	var list []inquiry
	days := d.compared()
	for _, s := range d.wanted {
		filter, scope := narrow(d.task.Filter, s)
		for _, day := range days {
			if scope != scopePart || !s.shown || has(d.past.day(day).Parts, s) {
				continue
			}
			list = append(list, inquiry{
				lacking: report.Omission{What: report.OmittedHistory}, subject: day.Name(), paced: true,
				ask: func(ctx context.Context) error {
					usage, err := d.runner.usageOf(ctx, filter, day)
					if err == nil {
						d.past.learnPart(day, s.part(amountsOf(usage)))
					}
					return err
				},
			})
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
		for _, period := range d.compared() {
			if scope != scopePart && s.shown {
				d.past.learnPart(period, s.of(d.past.day(period), scope))
			}
		}
	}
	for i := range d.own {
		slices.SortFunc(d.own[i].Parts, inOrder)
	}
}

// of is the selection's part of a day, as far as the filter tells.
func (s selection) of(day report.Day, scope scope) report.DayPart {
	switch scope {
	case scopeWhole:
		return s.part(report.Amounts{Total: day.Total, Input: day.Input, Output: day.Output})
	case scopeEmpty:
		return s.part(report.Amounts{Total: report.Known(0), Input: report.Known(0), Output: report.Known(0)})
	default:
		return s.part(report.Amounts{})
	}
}

func (s selection) part(a report.Amounts) report.DayPart {
	return report.DayPart{Dimension: s.dimension, ID: s.id, Amounts: a}
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
