package rehearsal

import (
	"strings"
	"testing"

	"tokenreport/report/mail"
	"tokenreport/templates"
)

// Whatever is written as HTML: it is read to its end, and what would be loaded is seen.
func FuzzLint(f *testing.F) {
	for _, seed := range []string{"", "<", "<p", "<p a", "<p a=", "<p a='", `<a href=x/>`, "<style>a", "<script></SCRIPT", "<!--[if mso]><td><![endif]-->", "<p =x / b>", "<é>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, page string) {
		for _, tag := range tags(page) {
			if tag.name == "" || !strings.Contains(page, tag.raw) {
				t.Errorf("%+v", tag)
			}
		}
		s := subject{file: templates.MailHTMLName, source: page}
		const image = `<img src="https://example.com/x.png" alt="">`
		found := false
		for _, fault := range lintMail(s, `<html lang="en">`+image+page, "en", mail.Options{}) {
			found = found || strings.Contains(fault.Problem, "would load https://example.com/x.png")
			if fault.Line > strings.Count(page, "\n")+1 || strings.Contains(fault.Problem, "\n") && !strings.Contains(page, "\n") {
				t.Errorf("%+v", fault)
			}
		}
		if !found {
			t.Error("the image was not seen")
		}
	})
}

// Whatever is written as a template: it is tried without a panic, and every fault has its place in the file.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"{{.Title}}", "{{.Titl.X}}", "{{range $i, $t := .Tiles}}{{$t.Valu}}{{else}}{{end}}", `{{define "a"}}{{template "a" .}}{{end}}`, "{{(index .Tiles 0).Label}}",
		"{{with $x := .Trend}}{{.Bars}}{{end}}", "{{if}}", "{{break}}", "{{.Chart.Peak.Labl}}\n{{/* x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := subject{templates.MailTextName, text, mail.TextData(), mail.TextFunctions()}
		told, _ := s.fields()
		for _, fault := range told {
			if fault.Line < 1 || fault.Line > strings.Count(text, "\n")+1 || fault.Problem == "" {
				t.Errorf("%+v", fault)
			}
		}
		set, faults := templates.New(map[string][]byte{templates.MailTextName: []byte(text)})
		if len(faults) > 0 {
			return
		}
		if _, err := mail.New(set); err != nil {
			if fault := s.explain(err, ""); fault.File != templates.MailTextName || fault.Problem == "" {
				t.Errorf("%v is told as %+v", err, fault)
			}
		}
	})
}
