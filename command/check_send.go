package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/check"
	"tokenreport/config"
	"tokenreport/delivery"
	"tokenreport/delivery/ledger"
	"tokenreport/delivery/smtp"
	"tokenreport/job"
	"tokenreport/report/format"
)

// testMark marks a test mail in its subject, and the report in it by its title.
const testMark = "[TEST] "

// sendTests mails a report of invented figures to everybody who gets a report by mail: a row for each mail.
func sendTests(ctx context.Context, sys System, c *config.Config, t trust, usable bool) []check.Row {
	mailed := slices.DeleteFunc(slices.Clone(c.Reports), func(r config.Report) bool { return r.Email == nil })
	alone := func(o check.Outcome) []check.Row {
		return []check.Row{check.Try(ctx, sys.Now, check.TestMail, func(context.Context) check.Outcome { return o })}
	}
	switch {
	case len(mailed) == 0:
		return alone(check.Outcome{Skip: "no report is mailed"})
	case !usable:
		return alone(check.Outcome{Skip: "the mail server could not be used"})
	}
	mails, err := wireSMTP(sys, c, t)
	if err != nil {
		return alone(check.Outcome{Findings: misconfigured(err)})
	}
	invented := make([]config.Report, len(mailed))
	for i, r := range mailed {
		invented[i] = inventReport(r)
	}
	made, err := runInvented(ctx, sys, c, invented, t)
	if err != nil {
		return alone(defect(err))
	}
	var rows []check.Row
	for i, r := range mailed {
		for _, recipient := range slices.Concat(r.Email.To, r.Email.Cc, r.Email.Bcc) {
			parcel := testParcel(r, made[i].Files, recipient)
			rows = append(rows, check.Try(ctx, sys.Now, check.TestMail, func(ctx context.Context) check.Outcome {
				return sendTest(ctx, mails, parcel)
			}))
		}
	}
	return rows
}

// runInvented makes reports as a run does, for the embedded account of the demo, and delivers nothing.
func runInvented(ctx context.Context, sys System, c *config.Config, reports []config.Report, t trust) ([]job.Result, error) {
	stage, err := newStage(sys, lketest.Month(demoSeed))
	if err != nil {
		return nil, fmt.Errorf("start the embedded API: %w", err)
	}
	defer stage.close()
	keys := demoCredentials()
	// How it looks is the configuration's; where it comes from, and what is kept of it, are not.
	invented := config.Config{
		Timezone: c.Timezone, Language: c.Language, SMTP: c.SMTP, Branding: c.Branding, Templates: c.Templates, Prices: c.Prices, Reports: reports,
		API: config.API{
			Endpoint: stage.api.Endpoint, Region: "ap-jakarta", Rate: demoRate, TimeFields: config.TimeFieldsLegacy,
			LabelZone: time.FixedZone("UTC+8", 8*60*60),
		},
		Credentials: config.Credentials{SecretID: keys.SecretID, SecretKey: keys.SecretKey, Token: keys.Token},
	}
	var names []string // whichever would be due today
	for _, r := range reports {
		names = append(names, r.Name)
	}
	sys.Memory = new(ledger.Memory)
	runner, err := wire(sys, slog.New(slog.DiscardHandler), &invented, t)
	if err != nil {
		return nil, err
	}
	defer runner.API.Close()
	answer, err := runner.Run(ctx, job.Event{Reports: names, DryRun: true})
	if err == nil && len(answer.Reports) != len(reports) {
		err = errors.New("a test report is missing")
	}
	return answer.Reports, err
}

// inventReport leaves of a report what the embedded account can show: its applications and models are others.
func inventReport(r config.Report) config.Report {
	r.Title, r.Filter, r.Store = testMark+"invented figures", config.Filter{}, nil
	r.Breakdowns = nil
	r.Tables = slices.DeleteFunc(slices.Clone(r.Tables), func(t config.Table) bool { return t != config.TableHourly })
	return r
}

// testParcel is a mail that no real one is taken for: its Message-ID is of this moment alone.
func testParcel(r config.Report, files []delivery.File, recipient mail.Address) delivery.Parcel {
	p := delivery.Parcel{
		Key: delivery.Key{
			Report: r.Name, Period: "test-" + rand.Text(), Revision: 1, Channel: "email", Recipient: recipient.Address,
		},
		Subject: testMark + r.Name + ": a report of invented figures", To: r.Email.To, Cc: r.Email.Cc,
	}
	for _, file := range files {
		extension := format.Format(strings.TrimPrefix(path.Ext(file.Name), "."))
		switch {
		case file.Name == job.MailHTML:
			p.HTML = string(file.Content)
		case file.Name == job.MailText:
			p.Text = string(file.Content)
		case file.ContentID != "", slices.Contains(r.Email.Attach, extension):
			p.Files = append(p.Files, file)
		}
	}
	return p
}

func sendTest(ctx context.Context, mails *smtp.Channel, p delivery.Parcel) check.Outcome {
	to := fmt.Sprintf("of %s to %s", p.Key.Report, p.Key.Recipient)
	answer, err := mails.Deliver(ctx, p)
	if err != nil {
		return check.Outcome{Detail: to, Findings: []check.Finding{check.Complain(check.Failed, err, "check smtp in the configuration")}}
	}
	return check.Outcome{Detail: to + ": " + answer}
}
