package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/config"
	"tokenreport/internal/zone"
	"tokenreport/job"
	"tokenreport/report"
	"tokenreport/report/format"
	"tokenreport/templates"
)

func demo(ctx context.Context, sys System, args []string) error {
	p, err := parseDemo(sys, args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	stage, err := newStage(sys, lketest.Seeded(p.scenario))
	if err != nil {
		return fmt.Errorf("start the embedded servers: %w", err)
	}
	defer stage.close()
	result, err := stage.run(ctx, sys, p)
	if err != nil {
		return err
	}
	if err := stage.writeMail(p.out, result); err != nil {
		return fmt.Errorf("write the mail: %w", err)
	}
	return showDemo(sys, p.out, result)
}

// play is what a call of the demo shows.
type play struct {
	out, language string
	period        config.Period
	zone          *time.Location
	date          string // empty: the last period that is over
	scenario      lketest.Scenario
	templates     string // an absolute path; empty: the built-in ones
}

func parseDemo(sys System, args []string) (play, error) {
	p := play{period: config.Daily}
	flags := newFlags(sys, "demo", "It needs no account, no configuration and no network. The scenarios are:\n\n"+sceneHelp()+"\n")
	flags.StringVar(&p.out, "out", "tokenreport-demo", "write into this `folder`")
	flags.StringVar(&p.language, "language", "en", "the report's `language`: "+orWords(templates.Languages()))
	flags.StringVar(&p.date, "date", "", "report on this `day`, YYYY-MM-DD, or on the week or month that it is in (default the last one)")
	flags.Func("period", "report on a `day`, week or month (default day)", func(text string) error {
		p.period = config.Period(text)
		return nil
	})
	zoneName := flags.String("timezone", demoZone, "the IANA `name` of the time zone that bounds the period")
	flags.Func("templates", "override the built-in templates by the files of this `folder`", func(name string) error {
		return p.setTemplates(name)
	})
	scene := flags.String("scenario", lketest.Scenes()[0].Name, "the `name` of what happens on that day, or on the period's last")
	if err := parse(flags, args, 0); err != nil {
		return p, err
	}
	if languages := templates.Languages(); !slices.Contains(languages, p.language) {
		return p, usageError{fmt.Errorf("there is no language %q: want one of %s", p.language, strings.Join(languages, ", "))}
	}
	if periods := []config.Period{config.Daily, config.Weekly, config.Monthly}; !slices.Contains(periods, p.period) {
		return p, usageError{fmt.Errorf("there is no period %q: want one of %s, %s, %s", p.period, periods[0], periods[1], periods[2])}
	}
	return p, p.setScenario(sys, *zoneName, *scene)
}

func (p *play) setTemplates(name string) error {
	info, err := os.Stat(name)
	if err == nil && !info.IsDir() {
		err = errors.New("it is no folder")
	}
	if err != nil {
		return err
	}
	p.templates, err = filepath.Abs(name)
	return err
}

func sceneHelp() string {
	var b strings.Builder
	for _, scene := range lketest.Scenes() {
		fmt.Fprintf(&b, "  %-9s %s\n", scene.Name, scene.About)
	}
	return b.String()
}

// setScenario plays the scene on the date or, without one, on the last day of the last period.
func (p *play) setScenario(sys System, zoneName, scene string) error {
	var err error
	if p.zone, err = zone.Load(zoneName); err != nil {
		return usageError{fmt.Errorf("%w%s; want an IANA name such as Asia/Jakarta", err, guess(zoneName, zone.Names()))}
	}
	if p.scenario, err = p.scene(sys.Now(), scene); err != nil {
		return usageError{err}
	}
	return nil
}

// scene is the scenario of a scene that is played on the date or, without one, on the last day of the last period before now.
func (p play) scene(now time.Time, name string) (lketest.Scenario, error) {
	scene, err := lketest.FindScene(name)
	if err != nil {
		return lketest.Scenario{}, err
	}
	day := report.PreviousDay(report.Previous(report.Cadence(p.period), now, p.zone).Until, p.zone)
	if p.date != "" {
		if day, err = report.ParseDay(p.date, p.zone); err != nil {
			return lketest.Scenario{}, err
		}
	}
	return scene.Scenario(demoSeed, day.From), nil
}

func showDemo(sys System, out string, result job.Result) error {
	lines := [][2]string{
		{filepath.Join(out, "mail.html"), "the mail, for a browser: open this first"},
		{filepath.Join(out, "mail.eml"), "the mail as it was sent, for a mail program"},
	}
	for _, file := range result.Files {
		purpose := format.Format(strings.TrimPrefix(filepath.Ext(file.Name), ".")).About()
		if purpose != "" && file.Name != job.MailHTML && file.Name != job.MailText {
			lines = append(lines, [2]string{filepath.Join(out, filepath.FromSlash(result.Folder), file.Name), purpose})
		}
	}
	width := 0
	for _, line := range lines {
		width = max(width, len(line[0]))
		if _, err := os.Stat(line[0]); err != nil {
			return fmt.Errorf("the demo did not write what it should: %w", err)
		}
	}
	period := result.From.Format(time.DateOnly)
	if last := result.Until.Add(-time.Second).Format(time.DateOnly); last != period {
		period += " to " + last
	}
	_, _ = fmt.Fprintf(sys.Stdout, "The report for %s of an invented account, by the code that runs in production;\n"+
		"API and mail server are embedded, and the storage is a folder.\n\n", period)
	for _, line := range lines {
		_, _ = fmt.Fprintf(sys.Stdout, "  %-*s  %s\n", width, line[0], line[1])
	}
	return nil
}
