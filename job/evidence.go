package job

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"tokenreport/report"
)

// dossier collects what a report says beside its period's own usage. Each piece is asked for by an inquiry, of which
// several are under way at a time, and is missing where that fails: the report is made all the same.
type dossier struct {
	runner *Runner
	task   task
	past   *chronicle
	labels report.Labels   // how the labels of answers are read
	window []report.Period // the days before the period that are worth knowing, the latest first; none without an archive
	wanted []selection
	asked  map[string]bool // the parts of earlier days that are among the inquiries

	mu       sync.Mutex
	own      []report.Day // of the period, in order
	reported report.Reported
	names    map[report.Dimension]map[string]string
}

func (r *Runner) newDossier(t task, own []report.Day) *dossier {
	d := &dossier{
		runner: r, task: t, own: slices.Clone(own), wanted: selections(t, r.Prices),
		asked: map[string]bool{}, names: map[report.Dimension]map[string]string{},
	}
	if r.Archive != nil {
		d.past, d.window = r.chronicle(t), report.History{}.Missing(t.period, t.Cadence.HistoryDays())
	}
	return d
}

// gather looks up and asks for what there is to know beside the period's own usage, and holds that against it. It does not
// fail: what cannot be had is one of the evidence's omissions.
func (r *Runner) gather(ctx context.Context, log *slog.Logger, t task, found *finding) {
	started, d := r.Now(), r.newDossier(t, found.days)
	d.labels = found.labels
	if d.past != nil {
		d.past.load(ctx, log, slices.Concat(d.window, t.period.Days()))
		r.round.share(d.past, d.window)
	}
	stored, list := len(d.known()), d.inquiries()
	r.logShortage(ctx, log, list, found.latency)
	errs := r.inquire(ctx, list, found.latency)
	d.complete()
	e := d.evidence()
	e.Omissions = omissions(list, errs)
	found.analysis = report.Analyse(found.summary, e)
	found.summary = found.analysis.Summary
	found.days = found.analysis.Days // with what the analysis has found in doubt
	log.Info("gathered", "history_stored", stored, "history_fetched", len(d.known())-stored, "inquiries", len(list),
		"unanswered", unanswered(errs), "parts", len(d.wanted), "duration_ms", r.sinceMS(started))
	if r.round.stopped() != nil {
		return // the report is not made, so that nothing is left out of it
	}
	for _, o := range e.Omissions {
		log.Warn("left out", "what", string(o.What), "dimension", string(o.Dimension), "count", o.Count,
			"reason", string(o.Reason), "code", o.Code, "request_id", o.RequestID)
	}
}

func unanswered(errs []error) int {
	return len(slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil }))
}

// inquiries are all that there is to ask, in the order of their worth: what comes last is left out first where time is short.
//
//  1. calls, the summary's totals, and names, which are few and have rates of their own;
//  2. the parts of the period itself;
//  3. the days that it is compared with first, the latest first: the same weekdays, or the week or month before;
//  4. the other days, the latest first;
//  5. the parts of the days that the period is compared with: of four weekdays, of four weeks, or of a month;
//  6. what the models used on the earlier days of the month, for its cost.
func (d *dossier) inquiries() []inquiry {
	list := d.aside()
	for _, s := range d.wanted {
		list = append(list, d.ownParts(s)...)
	}
	first, rest := d.missing()
	list = append(list, d.history(first)...)
	list = append(list, d.history(rest)...)
	list = append(list, d.earlierParts(d.compared(), selection.isShown)...)
	return append(list, d.earlierParts(d.costed(), selection.isModel)...)
}

// missing are the days of the window of which nothing is known, or whose data may still be incomplete: those that matter most,
// and the others.
func (d *dossier) missing() (first, rest []report.Period) {
	settled := d.task.period.From.AddDate(0, 0, -d.runner.Late.Doubtful)
	for _, day := range d.window {
		switch known := d.past.day(day); {
		case known.Total.Known && !d.past.isMisread(day) && (known.Complete || day.From.Before(settled)):
		case d.comesFirst(day):
			first = append(first, day)
		default:
			rest = append(rest, day)
		}
	}
	return first, rest
}

// usualWeeks is how many of the same weekdays a day is compared with, and how many weeks a week.
const usualWeeks = 4

// comesFirst reports whether a day before the period is one that it is compared with above all.
func (d *dossier) comesFirst(day report.Period) bool {
	if d.task.period.Cadence() != report.Daily {
		return !day.From.Before(d.task.period.Before().From)
	}
	for _, same := range (report.History{}).SameWeekdays(d.task.period, usualWeeks) {
		if same.Period.Name() == day.Name() {
			return true
		}
	}
	return false
}

// history asks for the usage of days before the period.
func (d *dossier) history(days []report.Period) []inquiry {
	var list []inquiry
	for _, day := range days {
		lacking := report.Omission{What: report.OmittedHistory}
		list = append(list, d.usageInquiry(lacking, day.Name(), d.task.Filter, day, func(usage report.Usage) {
			d.past.relearn(report.DayOf(report.Summarize(usage)))
		}))
	}
	return list
}

// known are the days of the window whose total is known.
func (d *dossier) known() []report.Day {
	var days []report.Day
	for _, period := range d.window {
		if day := d.past.day(period); day.Total.Known {
			days = append(days, day)
		}
	}
	return days
}

// evidence is what has come together.
func (d *dossier) evidence() report.Evidence {
	e := report.Evidence{
		Days: d.own, Breakdowns: d.named(), Prices: d.runner.Prices, Budget: d.task.Budget,
		Reported: d.reported, Tolerance: d.runner.Tolerance, Holidays: d.task.Holidays,
	}
	// All its days are of the report's zone, so that it can be made.
	e.History, _ = report.NewHistory(d.known())
	return e
}

// keep remembers a period's own days in the archive.
func (r *Runner) keep(ctx context.Context, log *slog.Logger, t task, days []report.Day) {
	r.keepBy((*chronicle).learn, ctx, log, t, days)
}

// keepAgain is keep of days that were fetched again, and of which no more is known than their usage.
func (r *Runner) keepAgain(ctx context.Context, log *slog.Logger, t task, days []report.Day) {
	r.keepBy((*chronicle).relearn, ctx, log, t, days)
}

func (r *Runner) keepBy(learn func(*chronicle, report.Day), ctx context.Context, log *slog.Logger, t task, days []report.Day) {
	if r.Archive == nil || t.dryRun || len(days) == 0 {
		return
	}
	past := r.chronicle(t)
	past.load(ctx, log, t.period.Days())
	for _, day := range days {
		learn(past, day)
	}
	r.save(ctx, log, t)
}

// save keeps what was learnt of a report's days.
func (r *Runner) save(ctx context.Context, log *slog.Logger, t task) {
	if r.Archive == nil || t.dryRun {
		return
	}
	started := r.Now()
	if months := r.chronicle(t).save(ctx, log); months > 0 {
		log.Info("history kept", "months", months, "duration_ms", r.sinceMS(started))
	}
}
