package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"slices"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/command/preview"
	"tokenreport/config"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/templates"
)

// Make makes a report by a dry run.
func (d *previewDesk) Make(ctx context.Context, choice preview.Choice) (preview.Made, error) {
	s, err := d.configure()
	if err != nil {
		return preview.Made{}, err
	}
	r := s.pick(choice.Report)
	if r == nil {
		return preview.Made{}, refuse("there is no report %q in the configuration", choice.Report)
	}
	if err := adapt(r, choice); err != nil {
		return preview.Made{}, err
	}
	var result job.Result
	switch {
	case s.account && choice.Figures != figuresOfEmbedded:
		result, err = d.makeOfAccount(ctx, s.Config, r.Name, choice.Date)
	case choice.Figures == figuresOfAccount:
		err = refuse("there are no credentials for the account's figures")
	default:
		result, err = d.makeOfEmbedded(ctx, s, r, choice)
	}
	var request *job.RequestError
	if errors.As(err, &request) {
		err = &preview.Refusal{Err: err}
	}
	if err != nil {
		return preview.Made{}, err
	}
	return madeOf(result, s.SMTP, r.Email), nil
}

func refuse(format string, values ...any) error {
	return &preview.Refusal{Err: fmt.Errorf(format, values...)}
}

// adapt gives the report the language and the period of the choice.
func adapt(r *config.Report, choice preview.Choice) error {
	if l := choice.Language; l != "" {
		if !slices.Contains(templates.Languages(), l) {
			return refuse("there is no language %q", l)
		}
		r.Language = config.Language(l)
	}
	if p := config.Period(choice.Period); p != "" {
		if !slices.Contains([]config.Period{config.Daily, config.Weekly, config.Monthly}, p) {
			return refuse("there is no period %q: want day, week or month", p)
		}
		r.Period = p
	}
	return nil
}

// readOnly is an archive that keeps nothing new.
type readOnly struct{ job.Archive }

func (readOnly) Replace(context.Context, string, []byte) error {
	return errors.New("a preview stores nothing")
}

// makeOfAccount asks the API that is configured, once for each question. What the storage remembers is read.
func (d *previewDesk) makeOfAccount(ctx context.Context, c *config.Config, name, date string) (job.Result, error) {
	sys := d.sys
	sys.Memory = new(ledger.Memory)
	runner, err := wire(sys, slog.New(slog.DiscardHandler), c, trust{})
	if err != nil {
		return job.Result{}, err
	}
	if runner.API, err = wireAPIOver(sys, c, d.transport); err != nil {
		return job.Result{}, err
	}
	runner.Archive = readOnly{runner.Archive}
	return dryRun(ctx, runner, name, date)
}

// makeOfEmbedded plays a scenario to the configuration.
func (d *previewDesk) makeOfEmbedded(ctx context.Context, s setup, r *config.Report, choice preview.Choice) (job.Result, error) {
	p := play{period: r.Period, zone: r.Zone, date: choice.Date}
	scenario, err := p.scene(d.sys.Now(), cmp.Or(choice.Scenario, lketest.Scenes()[0].Name))
	if err != nil {
		return job.Result{}, &preview.Refusal{Err: err}
	}
	if s.ownWords {
		scenario = inWordsOf(*r, scenario)
	}
	api, err := startAPI(d.sys, lketest.Seeded(scenario))
	if err != nil {
		return job.Result{}, fmt.Errorf("start the embedded API: %w", err)
	}
	defer func() { _ = api.Close() }() // nothing is left to lose

	c := *s.Config
	c.API = config.API{Endpoint: api.Endpoint, Region: demoRegion, Rate: demoRate, TimeFields: config.TimeFieldsLegacy, LabelZone: time.FixedZone(demoZone, 8*60*60)}
	keys := demoCredentials()
	c.Credentials = config.Credentials{SecretID: keys.SecretID, SecretKey: keys.SecretKey, Token: keys.Token}
	sys := d.sys
	sys.Memory, sys.Pacer = new(ledger.Memory), new(apiclient.Pacer)
	runner, err := wire(sys, slog.New(slog.DiscardHandler), &c, trust{})
	if err != nil {
		return job.Result{}, err
	}
	defer runner.API.Close()
	runner.Archive, runner.Endpoint, runner.Region = sys.Memory, embeddedAPI, s.API.Region
	return dryRun(ctx, runner, r.Name, choice.Date)
}

// dryRun makes one report and delivers nothing; as there is nothing to tell an owner or to record, there is nowhere to.
func dryRun(ctx context.Context, runner *job.Runner, name, date string) (job.Result, error) {
	runner.Shelf, runner.Owner, runner.Dispatcher = new(ledger.Memory), nil, nil
	answer, err := runner.Run(ctx, job.Event{Reports: []string{name}, Date: date, DryRun: true})
	if err != nil {
		return job.Result{}, err
	}
	return answer.Reports[0], nil
}

func madeOf(r job.Result, from *config.SMTP, to *config.Email) preview.Made {
	made := preview.Made{Period: r.Period, Day: r.From.Format("2006-01-02")}
	for _, f := range r.Files {
		if f.ContentID == "" && f.Name != job.MailHTML && f.Name != job.MailText {
			made.Files = append(made.Files, preview.File{Name: f.Name, Type: f.Type, Size: len(f.Content), Content: f.Content})
		}
	}
	if r.Letter == nil || from == nil || to == nil {
		return made
	}
	p := r.Letter.Parcel
	made.Mail = &preview.Mail{
		Skip: r.Letter.Skip, Subject: p.Subject, From: addresses([]mail.Address{from.From})[0],
		To: addresses(to.To), Cc: addresses(to.Cc), Bcc: addresses(to.Bcc), HTML: withImages(p.HTML, p.Files), Text: p.Text,
	}
	for _, f := range p.Files {
		if f.ContentID == "" {
			made.Mail.Attachment = append(made.Mail.Attachment, preview.File{Name: f.Name, Type: f.Type, Size: len(f.Content)})
		}
	}
	return made
}

// addresses are as a mail program shows them.
func addresses(list []mail.Address) []string {
	var texts []string
	for _, a := range list {
		if a.Name == "" {
			texts = append(texts, a.Address)
			continue
		}
		texts = append(texts, a.Name+" <"+a.Address+">")
	}
	return texts
}
