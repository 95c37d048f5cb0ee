package command

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/config"
	"tokenreport/delivery"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/job"
	"tokenreport/report/mail"
	"tokenreport/secret"
	"tokenreport/templates"
)

// demoSeed makes the invented account's usage.
const demoSeed = 1

// demoRate is how many requests a second are made to the embedded API, which has no limit.
const demoRate = 1000

// demoConfig is an ordinary configuration; only the servers that it names are embedded.
const demoConfig = `
language: ${DEMO_LANGUAGE}
api: {endpoint: "${DEMO_API}", region: ap-jakarta, time_fields: legacy}
smtp:
  host: 127.0.0.1
  port: ${DEMO_SMTP_PORT}
  username: report@example.com
  password: ${DEMO_SMTP_PASSWORD}
  from: Token report <report@example.com>
storage: {url: "${DEMO_STORAGE}"}
reports:
  - name: daily
    email: {to: you@example.com}
    store: [pdf, csv, json]
`

func demo(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "demo", "It needs no account, no configuration and no network.\n\n")
	out := flags.String("out", "tokenreport-demo", "write into this `folder`")
	language := flags.String("language", "en", "the report's `language`: en, zh-CN or id")
	date := flags.String("date", "", "report on this `day`, YYYY-MM-DD (default yesterday)")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	if languages := templates.Languages(); !slices.Contains(languages, *language) {
		return usageError{fmt.Errorf("there is no language %q: want one of %s", *language, strings.Join(languages, ", "))}
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	stage, err := newStage(sys)
	if err != nil {
		return fmt.Errorf("start the embedded servers: %w", err)
	}
	defer stage.close()
	result, err := stage.run(ctx, sys, *out, *language, *date)
	if err != nil {
		return err
	}
	if err := stage.writeMail(*out, result); err != nil {
		return fmt.Errorf("write the mail: %w", err)
	}
	return showDemo(sys, *out, result)
}

// stage is the embedded API and the embedded mail server.
type stage struct {
	api  *lketest.Server
	smtp *smtptest.Server
}

// What the embedded servers want to hear; it opens nothing else.
const (
	demoUser     = "report@example.com"
	demoPassword = "demo"
)

func demoCredentials() apiclient.Credentials {
	return apiclient.Credentials{SecretID: secret.New("demo"), SecretKey: secret.New("demo"), Token: secret.New("demo")}
}

func newStage(sys System) (*stage, error) {
	api, err := lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{demoCredentials()}, Source: lketest.Month(demoSeed), Now: sys.Now, Site: lketest.International,
		Rate: -1,
	})
	if err != nil {
		return nil, err
	}
	smtp, err := smtptest.Start(smtptest.Options{Username: demoUser, Password: demoPassword})
	if err != nil {
		return nil, errors.Join(err, api.Close())
	}
	return &stage{api, smtp}, nil
}

func (s *stage) close() {
	_ = s.smtp.Close() // nothing is left to lose
	_ = s.api.Close()
}

func (s *stage) run(ctx context.Context, sys System, out, language, date string) (job.Result, error) {
	folder, err := filepath.Abs(out)
	if err != nil {
		return job.Result{}, err
	}
	sys.Env = s.environment(folder, language)
	c, err := config.Load(config.Source{Name: "(the demo's configuration)", YAML: []byte(demoConfig)}, sys.Env)
	if err != nil {
		return job.Result{}, err
	}
	c.API.Rate = demoRate
	runner, err := wire(sys, progress(sys), c, trust{smtp: s.smtp.CertPool()})
	if err != nil {
		return job.Result{}, err
	}
	answer, err := runner.Run(ctx, job.Event{Date: date, Force: true}) // again into the same folder
	if err != nil {
		return job.Result{}, err
	}
	return answer.Reports[0], nil
}

// environment is what the demo's configuration reads; nothing of the machine's own environment is in it.
func (s *stage) environment(folder, language string) config.Lookup {
	storage := url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}
	keys := demoCredentials()
	values := map[string]string{
		"TENCENTCLOUD_SECRETID":     keys.SecretID.Reveal(),
		"TENCENTCLOUD_SECRETKEY":    keys.SecretKey.Reveal(),
		"TENCENTCLOUD_SESSIONTOKEN": keys.Token.Reveal(),
		"DEMO_LANGUAGE":             language,
		"DEMO_API":                  s.api.Endpoint,
		"DEMO_SMTP_PORT":            strconv.Itoa(s.smtp.Port()),
		"DEMO_SMTP_PASSWORD":        demoPassword,
		"DEMO_STORAGE":              storage.String(),
	}
	return func(name string) (string, bool) {
		value, ok := values[name]
		return value, ok
	}
}

// writeMail writes the mail as the server received it, and its HTML with the chart in it for a browser.
func (s *stage) writeMail(out string, result job.Result) error {
	received := s.smtp.Messages()
	if len(received) != 1 {
		return fmt.Errorf("the embedded server received %d mails, not one", len(received))
	}
	if err := os.WriteFile(filepath.Join(out, "mail.eml"), received[0].Data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "mail.html"), []byte(selfContained(result.Files)), 0o644)
}

// selfContained puts the inline chart into the HTML, where a browser finds it.
func selfContained(files []delivery.File) string {
	html, chart := "", ""
	for _, file := range files {
		switch {
		case file.Name == job.MailHTML:
			html = string(file.Content)
		case file.ContentID == mail.ChartID:
			chart = "data:" + file.Type + ";base64," + base64.StdEncoding.EncodeToString(file.Content)
		}
	}
	return strings.ReplaceAll(html, "cid:"+mail.ChartID, chart)
}

func showDemo(sys System, out string, result job.Result) error {
	lines := [][2]string{
		{filepath.Join(out, "mail.html"), "the mail, for a browser: open this first"},
		{filepath.Join(out, "mail.eml"), "the mail as it was sent, for a mail program"},
	}
	purposes := map[string]string{
		".pdf":  "the report, to print and to keep",
		".html": "the report, for a browser",
		".csv":  "the day's points, for a spreadsheet",
		".json": "all figures, for programs",
	}
	for _, file := range result.Files {
		if purpose, ok := purposes[filepath.Ext(file.Name)]; ok {
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
	_, _ = fmt.Fprintf(sys.Stdout, "The report for %s of an invented account, by the code that runs in production;\n"+
		"API and mail server are embedded, and the storage is a folder.\n\n", result.From.Format("2006-01-02"))
	for _, line := range lines {
		_, _ = fmt.Fprintf(sys.Stdout, "  %-*s  %s\n", width, line[0], line[1])
	}
	return nil
}
