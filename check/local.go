package check

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tokenreport/internal/zone"
	"tokenreport/report"
	"tokenreport/report/pdf"
)

// local tries what needs no network.
func (p Plan) local(ctx context.Context) []Row {
	return []Row{
		Try(ctx, p.Now, Zones, func(context.Context) Outcome { return Outcome{Detail: p.zones()} }),
		Try(ctx, p.Now, Fonts, func(context.Context) Outcome { return p.renderSamples() }),
		Try(ctx, p.Now, Credentials, func(context.Context) Outcome { return Outcome{Detail: p.credentials()} }),
	}
}

// zones says which there are, and by which database. Those of the configuration were loaded from it already.
func (p Plan) zones() string {
	return fmt.Sprintf("%s, by the built-in IANA database %s", strings.Join(p.Zones, ", "), zone.Version())
}

// renderSamples sets a page in each language and reads it again.
func (p Plan) renderSamples() Outcome {
	o := Outcome{Detail: "a sample page in " + strings.Join(p.Languages, ", ")}
	for _, language := range p.Languages {
		if err := renderSample(language, p.Now()); err != nil {
			o.Findings = append(o.Findings, Complain(Failed, fmt.Errorf("a sample page in %s: %w", language, err),
				"this build is damaged: build it again, and report it if that does not help"))
		}
	}
	return o
}

func renderSample(language string, now time.Time) error {
	document, err := sample(language, now)
	if err != nil {
		return err
	}
	file, err := pdf.Render(document)
	if err != nil {
		return err
	}
	contents, err := pdf.Read(file)
	switch {
	case err != nil:
		return err
	case len(contents.Fonts) == 0:
		return fmt.Errorf("the page has no font")
	case contents.Replaced > 0:
		return fmt.Errorf("characters that no font has: %d", contents.Replaced)
	}
	return nil
}

// sample is a report of a few tokens.
func sample(language string, now time.Time) (report.Document, error) {
	day := report.PreviousDay(now, time.UTC)
	series := func(tokens report.Tokens) report.Series {
		at := day.From.Add(9 * time.Hour)
		return report.Series{Samples: []report.Sample{{Label: at.Format("2006010215"), At: at, Step: time.Hour, Tokens: tokens}}}
	}
	usage, err := report.Join(day, series(3), series(2), series(1))
	if err != nil {
		return report.Document{}, err
	}
	return report.Compose(report.Analyse(report.Summarize(usage), report.Evidence{}), report.Options{
		Report: "check", Language: language, Hourly: true, Planned: day.Until, Source: report.Source{LabelZone: time.UTC.String()},
	})
}

// credentials says of which kind they are. That there are some is part of the configuration.
func (p Plan) credentials() string {
	if p.Temporary {
		return "temporary keys of a role, with a session token"
	}
	return "a long-lived key, without a session token"
}
