package job

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// A month's file is read, and written, for its own days alone: a line of another month would be taken over unseen by what keeps
// that month, and be written into both.
func TestHistoryKeepsMonthsApart(t *testing.T) {
	stored := func(date string, total int64) (report.Day, string) {
		period, err := report.ParseDay(date, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		day := report.Day{Period: period, Total: report.Known(report.Tokens(total))}
		line, err := report.EncodeDay(day)
		if err != nil {
			t.Fatal(err)
		}
		return day, string(line) + "\n"
	}
	october, inOctober := stored("2024-10-31", 7)
	november, inNovember := stored("2024-11-01", 8)
	next, _ := stored("2024-11-02", 9)
	c := &chronicle{archive: newShelf(), folder: "f", zone: time.UTC, now: time.Now, days: map[string]report.Day{}, months: map[string]monthState{}}
	c.read("2024-11", []byte(inOctober+inNovember), nil)
	if c.day(october.Period).Total.Known || !c.day(november.Period).Total.Known {
		t.Errorf("of November's file it knows %+v", c.days)
	}
	c.read("2024-10", []byte(inOctober), nil)
	c.learn(next)
	log := slog.New(slog.DiscardHandler)
	if n := c.save(t.Context(), log); n != 1 {
		t.Errorf("%d files were written, want that of November", n)
	}
	if text := string(c.content("2024-11")); strings.Count(text, "\n") != 2 || strings.Contains(text, "2024-10-31") {
		t.Errorf("November's file is\n%s", text)
	}
}
