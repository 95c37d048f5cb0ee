package job_test

import (
	"strings"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/job"
	"tokenreport/templates"
)

// Words and templates of one's own are in everything that goes out, also where the mail has to be made anew.
func TestLooks(t *testing.T) {
	set, faults := templates.New(map[string][]byte{
		"text/en.json":         []byte(`{"title": "House usage", "mail.attached": "House attachment."}`),
		templates.MailTextName: []byte("House text {{.Title}}, {{.AttachmentNote}}, {{len .Links}}"),
		templates.MailHTMLName: []byte(`<html lang="{{.Language}}"><p>House mail {{.Title}}</p>`),
		templates.ReportHTMLName: []byte(`<html lang="{{.Language}}"><meta http-equiv="Content-Security-Policy" content="{{.Policy}}">` +
			`House page {{.Title}}`),
	})
	looks, err := job.NewLooks(set)
	if err != nil || faults != nil {
		t.Fatal(err, faults)
	}
	w := newWorld(t, lketest.Example())
	w.runner.Looks = looks
	w.run(t, morning)
	const key = "reports/daily/2024/11/19/token-usage-2024-11-19"
	stored, received := w.bucket.Objects(), parts(t, w.mail.Messages()[0].Data)
	for name, test := range map[string]struct{ text, want string }{
		"PDF":  {pdfText(t, stored[key+".pdf"].Content), "House usage"},
		"page": {string(stored[key+".html"].Content), "House page House usage"},
		"JSON": {string(stored[key+".json"].Content), "House usage"},
		"HTML": {string(received["text/html"]), "<p>House mail House usage</p>"},
		"text": {string(received["text/plain"]), "House text House usage, House attachment., 0"},
	} {
		if !strings.Contains(test.text, test.want) {
			t.Errorf("%s: no %q in\n%.500s", name, test.want, test.text)
		}
	}

	if len(received["image/png"]) > 0 {
		t.Error("the mail carries a chart that it does not show")
	}

	small := newWorld(t, lketest.Example())
	small.runner.Looks = looks
	small.limit(t, 30_000)
	small.run(t, morning)
	if text := string(parts(t, small.mail.Messages()[0].Data)["text/plain"]); !strings.Contains(text, "House text House usage, , 1") {
		t.Errorf("without the attachment the mail is\n%s", text)
	}
}

func TestLooksOfTheBuiltInSet(t *testing.T) {
	if looks, err := job.NewLooks(templates.Set{}); err != nil || looks != (job.Looks{}) {
		t.Errorf("got %+v, %v", looks, err)
	}
}

// Also what the owner is told has words of one's own.
func TestLooksOfTheOwnersNotice(t *testing.T) {
	set, faults := templates.New(map[string][]byte{"text/en.json": []byte(`{"owner.failed": "House trouble."}`)})
	looks, err := job.NewLooks(set)
	if err != nil || faults != nil {
		t.Fatal(err, faults)
	}
	w := newOwnedWorld(t, lketest.Example())
	w.runner.Looks = looks
	w.api.Inject(lketest.Always(lketest.APIError("UnauthorizedOperation", "not authorized")))
	if _, err := w.invoke(t.Context(), morning); err == nil {
		t.Fatal("the API refused, and the run did not fail")
	}
	if told := w.told(); len(told) != 1 || !strings.Contains(text(t, told[0]), "House trouble.") {
		t.Errorf("the owner was told %d times, and not in these words", len(told))
	}
}
