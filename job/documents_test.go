package job_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp"
	"tokenreport/job"
	"tokenreport/report"
)

// TestTheFiguresOfTheDocuments holds what the page on reliability says against what is so.
func TestTheFiguresOfTheDocuments(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(string(file)), " ")
	words := map[int]string{2: "twice", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
	for _, want := range []string{
		fmt.Sprintf("This is tested by %d faults", faultCases),
		fmt.Sprintf("after an error %s more, a minute apart", words[job.PlatformTries-1]),
		fmt.Sprintf("each API call up to %s times", words[callsOfOneRun(t)]),
		fmt.Sprintf("each delivery and each record up to %s", words[job.DeliveryTries]),
		fmt.Sprintf("at most %.0f %% for fetching", 100*job.FetchShare),
		fmt.Sprintf("the page says the %s figures", words[tilesOfAPage(t)]),
		fmt.Sprintf("(`smtp.max_size`: %d MB, %d MB at Tencent SES)", smtp.DefaultMaxSize/1_000_000, smtp.DefaultMaxSizeSES/1_000_000),
		map[int]string{3: "or for the third time"}[job.PlatformTries],
	} {
		if want == "" || !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if job.DeliveryTries != job.ShelfTries {
		t.Errorf("a delivery is tried %d times, a record %d", job.DeliveryTries, job.ShelfTries)
	}
}

// callsOfOneRun counts the calls of an API that is unwell.
func callsOfOneRun(t *testing.T) int {
	t.Helper()
	w := newWorld(t, lketest.Example())
	w.api.Inject(lketest.Always(lketest.APIError("InternalError", "try later")))
	if _, err := w.runner.Run(t.Context(), morning); err == nil {
		t.Error("no error")
	}
	return len(w.api.Requests())
}

// tilesOfAPage counts the figures at the head of a report.
func tilesOfAPage(t *testing.T) int {
	t.Helper()
	period, err := report.ParseDay("2024-11-19", zone(t, "Asia/Shanghai"))
	if err != nil {
		t.Fatal(err)
	}
	day, err := report.Join(period, report.Series{}, report.Series{}, report.Series{})
	if err != nil {
		t.Fatal(err)
	}
	document, err := report.Compose(report.Analyse(report.Summarize(day), report.Evidence{}), report.Options{Report: "daily", Language: "en", Planned: morning.Time})
	if err != nil {
		t.Fatal(err)
	}
	return len(document.Tiles)
}
