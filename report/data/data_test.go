package data_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"tokenreport/golden"
	"tokenreport/report"
	"tokenreport/report/data"
)

var china = time.FixedZone("UTC+08:00", 8*60*60)

func samples(values map[string]int64) report.Series {
	var s report.Series
	for clock, n := range values {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2024-11-19 "+clock, china)
		if err != nil {
			panic(err)
		}
		s.Samples = append(s.Samples, report.Sample{Label: clock, At: at, Step: time.Minute, Tokens: report.Tokens(n)})
	}
	return s
}

func example(t testing.TB) report.Summary {
	t.Helper()
	day, err := report.ParseDay("2024-11-19", china)
	if err != nil {
		t.Fatal(err)
	}
	u, err := report.Join(day,
		samples(map[string]int64{"09:15": 694, "09:30": 14896, "09:35": 36641, "09:45": 14968}),
		samples(map[string]int64{"09:15": 268, "09:30": 14662, "09:35": 36547, "09:45": 14914}),
		samples(map[string]int64{"09:15": 426, "09:30": 234, "09:35": 94, "09:45": 54}))
	if err != nil {
		t.Fatal(err)
	}
	return report.Summarize(u)
}

func analysed(s report.Summary) report.Analysis { return report.Analyse(s, report.Evidence{}) }

func options() report.Options {
	return report.Options{
		Report: "daily", Planned: time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC),
		Source: report.Source{
			API: "DescribeTokenUsageGraph 2023-11-30", Endpoint: "lke.intl.tencentcloudapi.com", Region: "ap-jakarta",
			LabelZone: "Asia/Shanghai", Filters: []report.Filter{{Name: "ModelName", Values: []string{"cs-normal"}}},
			RequestIDs: []string{"ed825101"}, Version: "test",
		},
	}
}

func TestJSON(t *testing.T) {
	got, err := data.JSON(analysed(example(t)), "Token usage", options())
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/example.json", got)

	var back data.Report
	decoder := json.NewDecoder(bytes.NewReader(got))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&back); err != nil {
		t.Fatal(err)
	}
	if *back.Total != 67199 || *back.Input != 66391 || *back.Output != 808 || *back.Peak.Tokens != 36641 || back.Period != "2024-11-19" {
		t.Errorf("read back: %+v", back)
	}
	if at := back.Peak.At.Format("15:04"); at != "09:35" {
		t.Errorf("peak at %s", at)
	}
}

func TestUnknownIsNullAndEmpty(t *testing.T) {
	day, err := report.ParseDay("2024-11-19", china)
	if err != nil {
		t.Fatal(err)
	}
	u, err := report.Join(day, samples(map[string]int64{"09:15": 9007199254740993}), report.Series{Missing: true}, report.Series{Missing: true})
	if err != nil {
		t.Fatal(err)
	}
	s := report.Summarize(u)
	points, err := data.CSV(s, "en")
	if err != nil {
		t.Fatal(err)
	}
	if want := "at,total,input,output,local,local_iso,zone\r\n2024-11-19T09:15:00+08:00,9007199254740993,,,2024-11-19 09:15:00,2024-11-19T09:15:00,UTC+08:00\r\n"; string(points) != want {
		t.Errorf("CSV %q, want %q", points, want)
	}
	got, err := data.JSON(analysed(s), "Token usage", options())
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/unknown.json", got)
}

// A correction says in the JSON too what it replaces: an unknown figure is null, and a first report has no such key.
func TestCorrection(t *testing.T) {
	o := options()
	o.Revision, o.Corrects = 2, &report.Figures{Revision: 1, Total: report.Known(64503), Input: report.Known(63695)}
	got, err := data.JSON(analysed(example(t)), "Token usage", o)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/correction.json", got)

	for revision, corrects := range map[int]*report.Figures{0: nil, 1: o.Corrects} {
		o.Revision, o.Corrects = revision, corrects
		got, err := data.JSON(analysed(example(t)), "Token usage", o)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(got, []byte(`"revision": 1,`)) || bytes.Contains(got, []byte("corrects")) {
			t.Errorf("revision %d: %s", revision, got)
		}
	}
}

func TestCSV(t *testing.T) {
	got, err := data.CSV(example(t), "en")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/example.csv", got)
}

// Where decimals are written with a comma, a spreadsheet takes semicolons between cells.
func TestCSVIsApartAsTheLanguageNeedsIt(t *testing.T) {
	for lang, want := range map[string]string{"en": "at,total,", "zh-CN": "at,total,", "id": "at;total;", "de": "at;total;"} {
		got, err := data.CSV(example(t), lang)
		if err != nil || !strings.HasPrefix(string(got), want) {
			t.Errorf("%s: %.40q, %v; want %q", lang, got, err, want)
		}
	}
}

// Whatever the API writes as a label or a value, a cell is a time or digits: nothing that a spreadsheet takes for a formula.
func TestCSVHasNoFormulas(t *testing.T) {
	s := example(t)
	s.Usage.Oddities = []report.Oddity{{Kind: report.BadLabel, Count: 1, Label: "=1+1", Value: "@SUM(A1)"}}
	s.Usage.Points = append(s.Usage.Points, report.Point{At: s.Usage.Period.Until})
	got, err := data.CSV(s, "en")
	if err != nil {
		t.Fatal(err)
	}
	cell := regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|UTC[+-]\d\d:\d\d|\d*)$`)
	for _, line := range strings.Split(strings.TrimSuffix(string(got), "\r\n"), "\r\n")[1:] {
		for _, text := range strings.Split(line, ",") {
			if !cell.MatchString(text) {
				t.Errorf("the cell %q is neither a time nor a number", text)
			}
		}
	}
}

func ExampleCSV() {
	day, _ := report.ParseDay("2024-11-19", china)
	total := samples(map[string]int64{"09:35": 36641})
	usage, _ := report.Join(day, total, total, report.Series{})
	points, _ := data.CSV(report.Summarize(usage), "en")
	fmt.Println(string(bytes.ReplaceAll(points, []byte("\r"), nil)))
	// Output:
	// at,total,input,output,local,local_iso,zone
	// 2024-11-19T09:35:00+08:00,36641,36641,,2024-11-19 09:35:00,2024-11-19T09:35:00,UTC+08:00
}
