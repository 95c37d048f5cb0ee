package report_test

import (
	"strings"
	"testing"

	"tokenreport/report"
	"tokenreport/templates"
)

// Words of one's own are those of the document and of the owner's notice, in their language alone.
func TestOwnTexts(t *testing.T) {
	set, faults := templates.New(map[string][]byte{"text/zh-CN.json": []byte(`{"title": "令牌", "owner.failed": "没有人收到。"}`)})
	if faults != nil {
		t.Fatal(faults)
	}
	for language, test := range map[string]struct{ title, failed string }{
		"zh-CN": {"令牌", "没有人收到。"}, "en": {"Token usage", "Nobody received this report."},
	} {
		o := options(language)
		o.Templates = set
		d, err := report.Compose(report.Analyse(report.Summarize(example(t)), report.Evidence{}), o)
		if err != nil || d.Title != test.title || !strings.Contains(d.Subject, test.title) {
			t.Errorf("%s: %q, %q, %v", language, d.Title, d.Subject, err)
		}
		n := report.OwnerNotice{Report: "daily", Language: language, Period: shanghai(t), Outcome: report.Failed, Templates: set}
		if subject, text, err := report.ComposeOwnerNotice(n); err != nil || !strings.Contains(subject, test.title) || !strings.HasPrefix(text, test.failed+"\n") {
			t.Errorf("%s: %q, %q, %v", language, subject, text, err)
		}
	}
}
