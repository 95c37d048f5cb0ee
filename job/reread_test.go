package job_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient/lketest"
	"tokenreport/job"
	"tokenreport/report"
	"tokenreport/templates"
)

// A report whose page says another total than was added up, or one figure less than it should, goes nowhere, and the
// owner hears why, once.
func TestAReportThatFailsIsNotSent(t *testing.T) {
	replace := func(old, new string) func(*report.Document) {
		return func(d *report.Document) {
			written, err := json.Marshal(d)
			if err != nil || !strings.Contains(string(written), old) {
				t.Errorf("there is no %s in the document: %v", old, err)
			}
			*d = report.Document{}
			if err := json.Unmarshal([]byte(strings.ReplaceAll(string(written), old, new)), d); err != nil {
				t.Error(err)
			}
		}
	}
	tests := map[string]struct {
		spoil func(*report.Document)
		says  string // empty: the report goes out
	}{
		"unchanged":                  {replace("67,199", "67,199"), ""},
		"a total that is one less":   {replace("67,199", "67,198"), "the page does not say the total, 67199"},
		"a total within another":     {replace("67,199", "167,199"), "the page does not say the total, 67199"},
		"a figure that is not drawn": {func(d *report.Document) { d.Tiles[0].Value = "\u200b\ufeff67,199\u2060?\U0001F980" }, "the page does not say Total"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			defer job.SpoilPDF(test.spoil)()
			w := newOwnedWorld(t, lketest.Example())
			for try := 1; try <= 2; try++ {
				_, err := w.invoke(t.Context(), morning)
				if test.says == "" && err != nil || test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
					t.Errorf("try %d: error %v, want %q", try, err, test.says)
				}
			}
			if test.says == "" {
				return
			}
			if told := w.told(); len(told) != 1 || !strings.Contains(text(t, told[0]), test.says) {
				t.Errorf("the owner was told %d times", len(told))
			}
			for key := range w.bucket.Objects() {
				if !strings.Contains(key, "/.tokenreport/") {
					t.Errorf("%s is stored", key)
				}
			}
			if len(w.mailed()) > 0 {
				t.Errorf("%d mails went out", len(w.mailed()))
			}
		})
	}
}

// A character that no font has is drawn as one that shows it, and counted in the log.
func TestCharactersWithoutAGlyphAreCounted(t *testing.T) {
	for title, want := range map[string]int{"Token usage": 0, "Token \U0001F980 usage \U0001F980": 4} { // it is on both pages
		w := newWorld(t, lketest.Example())
		var log bytes.Buffer
		w.runner.Log, w.runner.Reports[0].Title = slog.New(slog.NewTextHandler(&log, nil)), title
		w.run(t, morning)
		if said := fmt.Sprintf("replaced_characters=%d ", want); !strings.Contains(log.String(), said) {
			t.Errorf("%q: want %q in\n%s", title, said, &log)
		}
	}
}

// The largest figures that there can be are found on the page, in every language.
func TestTheLargestTotalIsFoundOnThePage(t *testing.T) {
	const most = math.MaxInt64
	for _, language := range templates.Languages() {
		w := newWorld(t, func(lketest.Query) any {
			at := func(n int64) []lketest.Stat { return []lketest.Stat{{X: "202411190900", Y: n}} }
			return lketest.Graph{Total: at(most), Input: at(most - 1), Output: at(1)}
		})
		w.runner.Reports[0].Language = language
		if result := w.run(t, job.Event{Time: morning.Time.Add(time.Second), DryRun: true}); *result.Total != most {
			t.Errorf("%s: total %d", language, *result.Total)
		}
	}
}
