package main

import (
	"tokenreport/config"
	"tokenreport/report"
	"tokenreport/report/data"
	"tokenreport/report/html"
	"tokenreport/report/mail"
	"tokenreport/report/pdf"
	"tokenreport/report/png"
	"tokenreport/templates"
)

// step is one step of a run, without what it waits for.
type step struct {
	name string
	do   func() error
}

// steps are those of a report, in their order, each on what the one before has made of the sample.
func (s *sample) steps() []step {
	return []step{
		{"config", loadConfiguration},
		{"history", s.decodeHistory},
		{"join", func() error { _, err := report.Join(s.period, s.total, s.input, s.output); return err }},
		{"summarize", func() error { report.Summarize(s.usage); return nil }},
		{"analyse", func() error { report.Analyse(s.summary, s.evidence); return nil }},
		{"compose", func() error { _, err := report.Compose(s.analysis, s.options); return err }},
		{"pdf", func() error { _, err := pdf.Render(s.document); return err }},
		{"png", func() error { _, err := png.Chart(s.document.Chart, 2*mail.ChartWidth); return err }},
		{"html", func() error { _, err := html.Render(s.document); return err }},
		{"mail", func() error { _, err := mail.Render(s.document, mail.Options{Inline: true}); return err }},
		{"json", func() error { _, err := data.JSON(s.analysis, s.document.Title, s.options); return err }},
		{"csv", func() error { _, err := data.CSV(s.summary, "en"); return err }},
	}
}

// loadConfiguration reads the built-in configuration as on the platform.
func loadConfiguration() error {
	values := map[string]string{
		"TENCENTCLOUD_SECRETID": secretID, "TENCENTCLOUD_SECRETKEY": secretKey, "TOKENREPORT_TO": "reader@example.com",
		"SMTP_HOST": "smtp.example.com", "SMTP_FROM": "report@example.com", "TOKENREPORT_STORAGE": "cos://bench-1250000000/?region=ap-jakarta",
	}
	_, err := config.Load(config.Source{Name: "default.yml", YAML: []byte(templates.DefaultConfig())}, func(name string) (string, bool) {
		value, ok := values[name]
		return value, ok
	})
	return err
}

// decodeHistory reads the stored days as a run does.
func (s *sample) decodeHistory() error {
	var days []report.Day
	for i, period := range (report.History{}).Missing(s.period, len(s.lines)) {
		day, err := report.DecodeDay(s.lines[i], period)
		if err != nil {
			return err
		}
		days = append(days, day)
	}
	_, err := report.NewHistory(days)
	return err
}
