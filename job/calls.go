package job

import (
	"context"
	"fmt"
	"time"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// The optional actions, each with a rate and a permission of its own.
const (
	callStatsGraph = "DescribeCallStatsGraph"
	tokenUsage     = "DescribeTokenUsage"
	listApp        = "ListApp"
	listModel      = "ListModel"
)

// aside asks for what is told beside the graph of tokens: calls, the summary's totals, and names.
func (d *dossier) aside() []inquiry {
	var list []inquiry
	add := func(what report.OmissionKind, action string, ask func(context.Context) error) {
		list = append(list, inquiry{lacking: report.Omission{What: what}, ask: func(ctx context.Context) error {
			return d.runner.round.unlessDenied(action, func() error { return ask(ctx) })
		}})
	}
	if d.task.Calls {
		add(report.OmittedCalls, callStatsGraph, d.askCalls)
		add(report.OmittedTotals, tokenUsage, d.askTotals)
	}
	for _, dimension := range d.unnamed() {
		add(report.OmittedNames, listing(dimension), func(ctx context.Context) error { return d.askNames(ctx, dimension) })
	}
	return list
}

// askCalls asks for the calls of the days, one after the other: if the first is denied, so are the others.
func (d *dossier) askCalls(ctx context.Context) error {
	for i := range d.own {
		if err := d.runner.round.stopped(); err != nil {
			return err
		}
		day := d.own[i].Period
		stats, err := d.runner.API.CallStatsGraph(ctx, query(d.task.Filter, day))
		if err != nil {
			return fmt.Errorf("fetch calls for %s: %w", day.Name(), err)
		}
		d.mu.Lock()
		d.own[i].Calls = calls(day, stats, d.runner.LabelZone, d.labels)
		d.mu.Unlock()
	}
	return nil
}

func (d *dossier) askTotals(ctx context.Context) error {
	totals, err := d.runner.API.TokenUsage(ctx, query(d.task.Filter, d.task.period))
	if err != nil {
		return fmt.Errorf("fetch totals for %s: %w", d.task.period.Name(), err)
	}
	d.reported = report.Reported{
		Amounts: report.Amounts{Total: whole(totals.Total), Input: whole(totals.Input), Output: whole(totals.Output)},
		Calls:   whole(totals.Calls),
	}
	return nil
}

// calls are a day's; unknown where the API gave no list, or one that cannot be read.
func calls(day report.Period, stats apiclient.CallStats, zone *time.Location, labels report.Labels) report.Amount {
	list := series(stats.List, zone)
	for _, sample := range list.Samples {
		if sample.Fault.LeavesOut() {
			return report.Amount{}
		}
	}
	usage, err := report.Join(day, list, report.Series{Missing: true}, report.Series{Missing: true})
	if err != nil {
		return report.Amount{}
	}
	return usage.ReadAs(labels, true).Total
}

// whole is a number as an amount; unknown where it is none.
func whole(n apiclient.Number) report.Amount {
	value, err := n.Int64()
	if err != nil || value < 0 {
		return report.Amount{}
	}
	return report.Known(report.Tokens(value))
}
