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
)

func options(language string) report.Options {
	return report.Options{
		Report: "daily", Language: language, Hourly: true, Attached: true,
		Planned: time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC),
		Source: report.Source{
			API: "DescribeTokenUsageGraph 2023-11-30", Endpoint: "lke.intl.tencentcloudapi.com", Region: "ap-jakarta",
			LabelZone: "Asia/Shanghai", Filters: []report.Filter{{Name: "ModelName", Values: []string{"cs-normal"}}},
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
	}{
		"example":         {example(t), "en"},
		"example zh-CN":   {example(t), "zh-CN"},
		"example id":      {example(t), "id"},
		"empty":           {join(t, shanghai(t), "", "", ""), "en"},
		"25 hours":        {join(t, clocksBack, twice, twice, ""), "en"},
		"odd":             {join(t, shanghai(t), odd, odd, ""), "en"},
		"unbalanced":      {join(t, shanghai(t), exampleTotal, exampleInput, "0930=1"), "en"},
		"unknown":         {join(t, shanghai(t), "0900=null_value", "0900=5", "0900=5"), "en"},
		"one day's label": {join(t, shanghai(t), "20241119=5000000", "20241119=5000000", ""), "en"},
		"huge":            {join(t, shanghai(t), "0900=123456789012345 0905=999999999999", "0900=123456789012345 0905=999999999999", ""), "en"},
		"ends":            {join(t, shanghai(t), "202411192355=50 202411200000=60", "202411192355=50 202411200000=60", ""), "en"},
		"both midnights":  {join(t, shanghai(t), "0000=1 2355=2 202411200000=3", "0000=1 2355=2 202411200000=3", ""), "en"},
		"no input":        {join(t, shanghai(t), "0900=5", "", "0900=3"), "en"},
		"huge zh-CN":      {join(t, shanghai(t), "0900=123456789012345 0905=999999999999", "0900=123456789012345 0905=999999999999", ""), "zh-CN"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d, err := report.Compose(report.Summarize(test.usage), options(test.language))
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

func TestForeignTextCannotLeaveItsSentence(t *testing.T) {
	s := series(t, "0900=bad_value")
	s.Samples[0].Value = "\u202e<b>\r\nBcc: x@y\x00" + strings.Repeat("9", 500)
	u, err := report.Join(shanghai(t), s, report.Series{}, report.Series{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := report.Compose(report.Summarize(u), options("en"))
	if err != nil {
		t.Fatal(err)
	}
	text := d.Notices[0].Text
	if strings.ContainsAny(text, "\r\n\x00\u202e") || len(text) > 200 {
		t.Errorf("notice %q", text)
	}
}

func TestComposeRefusesALanguageWithoutTexts(t *testing.T) {
	_, err := report.Compose(report.Summarize(example(t)), options("tlh"))
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
	document, _ := report.Compose(report.Summarize(usage), report.Options{Language: "en"})
	fmt.Println(document.Headline)
	// Output: 36,641 tokens, 100 % of them input. Peak 36,641 at 09:35, busiest hour 09:00–10:00.
}
