package report_test

import (
	"fmt"
	"strings"

	"tokenreport/report"
)

// transcript writes a document as text, all its words in the order of reading. Sizes are digits from 0 to 9, what is unknown
// is "?"; of the many columns it has the number and the label of the highest.
func transcript(d report.Document) string {
	w := &transcriber{}
	w.line("%s | %s | %s %s", d.Title, d.Date, d.Zone, d.Revision)
	w.line("subject  %s", d.Subject)
	w.line("headline %s", d.Headline)
	for _, n := range d.Notices {
		w.line("%s   %s", map[bool]string{true: "WARN ", false: "info "}[n.Warning], n.Text)
	}
	for _, t := range d.Tiles {
		w.line("tile     %s", strings.Join([]string{t.Label, t.Value, t.Change, t.Note, t.Detail}, " | "))
	}
	w.chart(d.Chart)
	w.trend(d.Trend)
	w.heat(d.Heat)
	for _, r := range d.Rankings {
		w.ranking(r)
	}
	for _, b := range d.Budgets {
		w.line("\nbudget   %s | %s | %s | over %t", b.Title, b.Value, b.Note, b.Over)
		w.line("         used %.3f elapsed %.3f forecast %.3f target %.3f", b.Used, b.Elapsed, b.Forecast, b.Target)
		w.line("         %s", b.Alt)
	}
	if d.Hourly != nil {
		w.table(*d.Hourly)
	}
	for _, t := range d.Tables {
		w.table(t)
	}
	w.line("\n%s", d.ProvenanceTitle)
	for _, f := range d.Provenance {
		w.line("  %s: %s", f.Label, f.Value)
	}
	w.line("%s", d.OneLine)
	return w.String()
}

type transcriber struct{ strings.Builder }

func (w *transcriber) line(format string, values ...any) {
	w.WriteString(strings.TrimRight(fmt.Sprintf(format, values...), " |") + "\n")
}

func (w *transcriber) chart(c report.UsageChart) {
	w.line("\nchart    %s | %s", c.Title, c.Empty)
	w.line("         %s", c.Alt)
	highest := report.Column{}
	for _, column := range c.Columns {
		if column.Total > highest.Total {
			highest = column
		}
	}
	w.line("         %d columns, stacked %t, highest %s", len(c.Columns), c.Stacked, highest.Label)
	w.line("         x %s y %s", labels(c.X), labels(c.Y))
	if c.Peak != nil {
		w.line("         peak %s", c.Peak.Label)
	}
	band := ""
	for _, step := range c.Usual {
		band += fmt.Sprintf(" %s-%s", digit(step.Low), digit(step.High))
	}
	w.line("         band %s |%s", c.BandLabel, band)
	for _, r := range c.Remarks {
		w.line("         remark %d from %.3f until %.3f: %s", r.Kind, r.From, r.Until, r.Label)
	}
}

func (w *transcriber) trend(t *report.TrendChart) {
	if t == nil {
		return
	}
	w.line("\ntrend    %s | %s", t.Title, t.Note)
	w.line("         %s", t.Alt)
	bars := ""
	for _, b := range t.Bars {
		height := digit(b.Height)
		if !b.Known {
			height = "?"
		}
		bars += height + map[bool]string{true: "<", false: ""}[b.Like]
	}
	w.line("         %s | x %s y %s | %s", bars, labels(t.X), labels(t.Y), t.Bars[len(t.Bars)-1].Label)
}

func (w *transcriber) heat(h *report.HeatMap) {
	if h == nil {
		return
	}
	w.line("\nheat     %s | %s to %s | %s", h.Title, h.Least, h.Most, labels(h.Columns))
	w.line("         %s", h.Alt)
	for _, row := range h.Rows {
		levels := ""
		for _, cell := range row.Cells {
			level := digit(cell.Level)
			if !cell.Known {
				level = "?"
			}
			levels += level
		}
		w.line("         %s %s%s | %s", levels, row.Label, map[bool]string{true: " (own)", false: ""}[row.Own], row.Cells[9].Label)
	}
}

func (w *transcriber) ranking(r report.Ranking) {
	w.line("\nranking  %s | %s", r.Title, r.Note)
	w.line("         %s", r.Alt)
	w.line("         %s | %s | %s | %s", r.NameHead, r.ValueHead, r.ShareHead, r.ChangeHead)
	for _, row := range r.Rows {
		w.line("         %s %s | %s | %s | %s%s", digit(row.Length), row.Name, row.Value, row.Share, row.Change, map[bool]string{true: " (rest)", false: ""}[row.Rest])
	}
}

func (w *transcriber) table(t report.Table) {
	w.line("\ntable    %s | %s | measured by column %d", t.Title, t.Note, t.Measure)
	var heads []string
	for _, c := range t.Columns {
		heads = append(heads, c.Label)
	}
	w.line("         %s", strings.Join(heads, " | "))
	for _, row := range t.Rows {
		w.line("         %s %s%s", digit(row.Share), strings.Join(row.Cells, " | "), map[bool]string{true: " (peak)", false: ""}[row.Peak])
	}
	w.line("         = %s", strings.Join(t.Total, " | "))
}

func labels(ticks []report.Tick) string {
	var texts []string
	for _, tick := range ticks {
		texts = append(texts, tick.Label)
	}
	return strings.Join(texts, ", ")
}

// digit is a fraction as one of ten digits; "!" for what is none.
func digit(fraction float64) string {
	if !(fraction >= 0 && fraction <= 1) {
		return "!"
	}
	return fmt.Sprint(min(9, int(fraction*10)))
}
