package mail

import (
	"strings"
	"text/template"

	"tokenreport/report"
	"tokenreport/templates"
)

// textWidth is the number of columns of the plain text part.
const textWidth = 76

// textFunctions are what the text part's template may call.
var textFunctions = template.FuncMap{
	"wrap":      func(s string) string { return hang("", s) },
	"hang":      hang,
	"underline": underline,
	"tiles":     tileLines,
	"ranking":   rankLines,
	"trend":     func(t *report.TrendChart) []string { return trendLabels(*t) },
	"untold":    untold,
	"table":     tableLines,
	"facts":     factLines,
}

func parseText(source string) (*template.Template, error) {
	return template.New(templates.MailTextName).Funcs(textFunctions).Parse(source)
}

func (w *Writer) renderText(doc report.Document) (string, error) {
	out, err := templates.Execute(w.text, doc)
	if err != nil {
		return "", err
	}
	return tidy(string(out)), nil
}

// tidy takes trailing spaces off the lines, leaves one empty line where there are more, and ends with a line's end.
func tidy(text string) string {
	var out strings.Builder
	empty := 0
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimRight(strings.ReplaceAll(line, "\u00a0", " "), " ") // lines are broken by now
		if line == "" {
			empty++
			continue
		}
		if empty > 0 {
			out.WriteByte('\n')
		}
		empty = 0
		out.WriteString(line + "\n")
	}
	return out.String()
}

// underline is a heading with a line of mark under it.
func underline(mark, heading string) string {
	heading = hang("", heading)
	return heading + "\n" + strings.Repeat(mark, min(widest(strings.Split(heading, "\n")), textWidth))
}

// leastRoom is what a text needs beside its lead-in; with less, it goes below.
const leastRoom = 24

// hang wraps s behind a lead-in; the lines after the first are indented by the lead-in's width.
func hang(lead, s string) string {
	indent := strings.Repeat(" ", cells(lead))
	if cells(lead) > textWidth-leastRoom {
		indent = "  "
		lead = strings.Join(wrap(strings.TrimRight(lead, " "), textWidth), "\n") + "\n" + indent
	}
	return lead + strings.Join(wrap(s, textWidth-len(indent)), "\n"+indent)
}

// tileGap parts what belongs to a tile.
const tileGap = " · "

// tileLines are the key figures, one below the other: label, value, and what belongs to it.
func tileLines(tiles []report.Tile) string {
	labels, values := make([]string, len(tiles)), make([]string, len(tiles))
	for i, t := range tiles {
		labels[i], values[i] = t.Label, t.Value
	}
	labelWidth, valueWidth := widest(labels), widest(values)
	lines := make([]string, len(tiles))
	for i, t := range tiles {
		lines[i] = tileLine(padRight(t.Label, labelWidth)+"  "+padLeft(t.Value, valueWidth)+"   ", t)
	}
	return strings.Join(lines, "\n")
}

// tileLine puts what belongs to a tile behind its lead-in, as much on a line as fits.
func tileLine(lead string, t report.Tile) string {
	indent := strings.Repeat(" ", cells(lead))
	var lines []string
	line := ""
	for _, s := range []string{t.Change, t.Note, t.Detail} {
		switch {
		case s == "":
		case line == "":
			line = s
		case cells(lead+line+tileGap+s) <= textWidth:
			line += tileGap + s
		default:
			lines, line = append(lines, line), s
		}
	}
	for i, s := range append(lines, line) {
		if i == 0 {
			lead = hang(lead, s)
			continue
		}
		lead += "\n" + hang(indent, s)
	}
	return lead
}

// factLines are labelled lines, the values below each other.
func factLines(facts []report.Fact) string {
	labels := make([]string, len(facts))
	for i, f := range facts {
		labels[i] = f.Label
	}
	width := widest(labels)
	lines := make([]string, len(facts))
	for i, f := range facts {
		lines[i] = hang(padRight(f.Label, width)+"  ", f.Value)
	}
	return strings.Join(lines, "\n")
}
