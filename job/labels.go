package job

import (
	"context"
	"log/slog"
	"slices"

	"tokenreport/report"
)

// readLabels reads the labels of all answers in the one way that the configuration or the stored days tell, or these answers together
// where nothing is stored.
func (r *Runner) readLabels(ctx context.Context, log *slog.Logger, t task, answers []answer) report.Labels {
	var own []report.Day
	for _, a := range answers {
		own = append(own, report.Day{Marks: a.usage.Marks})
	}
	labels, sure := report.DecideLabels(r.storedLabels(ctx, log, t), report.EvidenceOfLabels(own))
	if r.Labels != "" {
		labels, sure = r.Labels, true
	}
	for i := range answers {
		answers[i].usage = answers[i].usage.ReadAs(labels, sure)
	}
	if r.Archive != nil && sure {
		r.chronicle(t).readAs(labels)
	}
	return labels
}

// storedLabels is what the stored days before the period tell about labels.
func (r *Runner) storedLabels(ctx context.Context, log *slog.Logger, t task) report.LabelEvidence {
	if r.Archive == nil {
		return report.LabelEvidence{}
	}
	past, window := r.chronicle(t), report.History{}.Missing(t.period, t.Cadence.HistoryDays())
	past.load(ctx, log, slices.Concat(window, t.period.Days()))
	var days []report.Day
	for _, period := range window {
		days = append(days, past.day(period))
	}
	return report.EvidenceOfLabels(days)
}

// LabelEvidence is what the stored days before the last one tell about the labels of a report of that name.
func (r *Runner) LabelEvidence(ctx context.Context, name string) report.LabelEvidence {
	run := *r
	run.round = newRound(ctx)
	for _, one := range r.Reports {
		if one.Name == name {
			return run.storedLabels(ctx, r.Log, task{Report: one, period: report.PreviousDay(r.Now(), one.Zone)})
		}
	}
	return report.LabelEvidence{}
}
