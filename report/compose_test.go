package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/templates"
)

func options(language string) report.Options {
	return report.Options{
		Report: "daily", Language: language, Hourly: true, Attached: true,
		Planned: time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC),
		Source: report.Source{
			API: "DescribeTokenUsageGraph 2023-11-30", Endpoint: "lke.intl.tencentcloudapi.com", Region: "ap-jakarta",
			LabelZone:  "Asia/Shanghai",
			RequestIDs: []string{"ed825101-ab0f-4f3d-8803-ce43292be7cb"}, Version: "test",
		},
	}
}

func join(t testing.TB, p report.Period, total, input, output string) report.Usage {
	t.Helper()
	u, err := report.Join(p, series(t, total), series(t, input), series(t, output))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestCompose(t *testing.T) {
	clocksBack, err := report.ParseDay("2024-11-03", zone(t, "America/New_York"))
	if err != nil {
		t.Fatal(err)
	}
	// 01:30 happens twice in New York that day: at 13:30 and 14:30 in Shanghai.
	twice := "202411031330=400 202411031430=500 202411032200=100"
	odd := "0900=bad_label 0905=bad_value 0910=negative_value 0915=huge_value 0920=8 0925=bad_value 0930=null_value 202411180900=4 0920=1"
	tests := map[string]struct {
		usage    report.Usage
		language string
		with     func(*report.Options)
	}{
		"example":            {example(t), "en", nil},
		"empty":              {join(t, shanghai(t), "", "", ""), "en", nil},
		"25 hours":           {join(t, clocksBack, twice, twice, ""), "en", nil},
		"odd":                {join(t, shanghai(t), odd, odd, ""), "en", nil},
		"unbalanced":         {join(t, shanghai(t), exampleTotal, exampleInput, "0930=1"), "en", nil},
		"unknown":            {join(t, shanghai(t), "0900=null_value", "0900=5", "0900=5"), "en", nil},
		"one day's label":    {join(t, shanghai(t), "20241119=5000000", "20241119=5000000", ""), "en", nil},
		"huge":               {join(t, shanghai(t), "0900=123456789012345 0905=999999999999", "0900=123456789012345 0905=999999999999", ""), "en", nil},
		"ends":               {join(t, shanghai(t), "202411192355=50 202411200000=60", "202411192355=50 202411200000=60", ""), "en", nil},
		"both midnights":     {join(t, shanghai(t), "0000=1 2355=2 202411200000=3", "0000=1 2355=2 202411200000=3", ""), "en", nil},
		"no input":           {join(t, shanghai(t), "0900=5", "", "0900=3"), "en", nil},
		"huge zh-CN":         {join(t, shanghai(t), "0900=123456789012345 0905=999999999999", "0900=123456789012345 0905=999999999999", ""), "zh-CN", nil},
		"correction":         {example(t), "en", secondRevision},
		"corrected to empty": {join(t, shanghai(t), "", "", ""), "en", secondRevision},
		"corrected and odd":  {join(t, shanghai(t), exampleTotal, exampleInput, "0930=1"), "en", secondRevision},
		"oversize":           {example(t), "en", tooLarge},
	}
	for _, language := range templates.Languages() {
		for _, name := range []string{"example", "correction", "oversize"} {
			if language != "en" {
				test := tests[name]
				test.language = language
				tests[name+" "+language] = test
			}
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := options(test.language)
			if test.with != nil {
				test.with(&o)
			}
			d, err := report.Compose(report.Analyse(report.Summarize(test.usage), report.Evidence{}), o)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			encoder := json.NewEncoder(&got)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", " ")
			if err := encoder.Encode(d); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, filepath.Join("testdata", "compose", strings.ReplaceAll(name, " ", "-")+".json"), got.Bytes())
		})
	}
}

// secondRevision makes the report one that replaces another, made before 2,696 tokens of input arrived.
func secondRevision(o *report.Options) {
	o.Revision = 2
	o.Corrects = &report.Figures{Revision: 1, Total: report.Known(64_503), Input: report.Known(63_695), Output: report.Known(808)}
}

// tooLarge takes three files out of the mail, of which two have links and one of these an end.
func tooLarge(o *report.Options) {
	o.Attached = false
	o.Oversize = []report.Oversize{
		{
			Name: "token-usage-2024-11-19.pdf", Bytes: 12_345_678, Limit: 10_000_000,
			URL:   "https://example-1250000000.cos.ap-jakarta.myqcloud.com/daily/token-usage-2024-11-19.pdf?q-sign-algorithm=sha1&q-ak=id",
			Until: time.Date(2024, 11, 20, 6, 30, 59, 0, time.UTC),
		},
		{Name: "token-usage-2024-11-19.csv", Bytes: 9_960_000, Limit: 10_000_000, URL: "https://cdn.example.com/daily/token-usage-2024-11-19.csv"},
		{Name: "token-usage-2024-11-19.json", Bytes: 9_940_000, Limit: 10_000_000},
	}
}

func TestForeignTextCannotLeaveItsSentence(t *testing.T) {
	s := series(t, "0900=bad_value")
	s.Samples[0].Value = "\u202e<b>\r\nBcc: x@y\x00" + strings.Repeat("9", 500)
	u, err := report.Join(shanghai(t), s, report.Series{}, report.Series{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := report.Compose(report.Analyse(report.Summarize(u), report.Evidence{}), options("en"))
	if err != nil {
		t.Fatal(err)
	}
	text := d.Notices[0].Text
	if strings.ContainsAny(text, "\r\n\x00\u202e") || len(text) > 200 {
		t.Errorf("notice %q", text)
	}
}

func TestComposeRefusesALanguageWithoutTexts(t *testing.T) {
	_, err := report.Compose(report.Analyse(report.Summarize(example(t)), report.Evidence{}), options("tlh"))
	if want := `no texts in language "tlh": choose one of en, id, zh-CN`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func ExampleCompose() {
	z := time.FixedZone("UTC+8", 8*60*60)
	day, _ := report.ParseDay("2024-11-19", z)
	at := time.Date(2024, 11, 19, 9, 35, 0, 0, z)
	total := report.Series{Samples: []report.Sample{{Label: "202411190935", At: at, Step: time.Minute, Tokens: 36641}}}
	usage, _ := report.Join(day, total, total, report.Series{})
	document, _ := report.Compose(report.Analyse(report.Summarize(usage), report.Evidence{}), report.Options{Language: "en"})
	fmt.Println(document.Headline)
	// Output: 36,641 tokens, 100 % of them input. Peak 36,641 in 5 min at 09:35, busiest hour 09:00–10:00.
}
