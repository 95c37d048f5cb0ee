package job

import (
	"bytes"
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
	c := &chronicle{archive: newShelf(), folder: "f", zone: time.UTC, days: map[string]report.Day{}, months: map[string]monthState{}}
	readFrom(c, "2024-11", []byte(inOctober+inNovember))
	if c.day(october.Period).Total.Known || !c.day(november.Period).Total.Known {
		t.Errorf("of November's file it knows %+v", c.days)
	}
	readFrom(c, "2024-10", []byte(inOctober))
	c.learn(next)
	log := slog.New(slog.DiscardHandler)
	if n := c.save(t.Context(), log); n != 1 {
		t.Errorf("%d files were written, want that of November", n)
	}
	if text := string(c.content("2024-11")); strings.Count(text, "\n") != 2 || strings.Contains(text, "2024-10-31") {
		t.Errorf("November's file is\n%s", text)
	}
}

// readFrom has a chronicle read a month's file.
func readFrom(c *chronicle, month string, content []byte) (damaged bool) {
	damaged, _ = c.read(month, func() ([]byte, error) { return content, nil })
	return damaged
}

// A file whose answer was damaged on its way only is read again, and stays as it is.
func TestADamagedAnswerIsNoDamagedFile(t *testing.T) {
	day := report.Day{Period: report.PreviousDay(time.Date(2024, 11, 2, 1, 0, 0, 0, time.UTC), time.UTC), Total: report.Known(7)}
	line, err := report.EncodeDay(day)
	if err != nil {
		t.Fatal(err)
	}
	c := &chronicle{zone: time.UTC, days: map[string]report.Day{}, months: map[string]monthState{}}
	answers := [][]byte{bytes.Replace(line, []byte("7"), []byte("8"), 1), line}
	damaged, err := c.read("2024-11", func() ([]byte, error) {
		content := answers[0]
		answers = answers[1:]
		return content, nil
	})
	if got := c.day(day.Period).Total; damaged || err != nil || got != day.Total || c.months["2024-11"] != monthRead {
		t.Errorf("damaged %v, %v; total %+v, state %v", damaged, err, got, c.months["2024-11"])
	}
}
