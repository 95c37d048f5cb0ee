package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// A gap ends where an interval was used: what stops keeps to no full hours. Usage that keeps to them is as it is.
func TestGapsEndAtUsage(t *testing.T) {
	for _, test := range []struct {
		from, until string // without usage
		want        string
	}{
		{"10:10", "12:05", "10:10-12:05"},
		{"10:00", "12:00", "10:00-12:00"},
		{"09:55", "12:00", "09:55-12:00"},
		{"10:00", "12:50", "10:00-12:50"},
		{"22:00", "24:00", ""}, // hardly anything is usual then
		{"10:10", "10:50", ""}, // no hour is without usage
		{"14:00", "24:00", "14:00-00:00"},
	} {
		o := business()
		o.factor = func(at time.Time) float64 {
			if clock := at.Format("15:04"); at.Format(time.DateOnly) == tuesday19 && clock >= test.from && clock < test.until {
				return 0
			}
			return 1
		}
		a := o.analyse(t, period(t, report.Daily, "Asia/Shanghai", tuesday19), 62, nil)
		var gaps []string
		for _, g := range a.Gaps {
			gaps = append(gaps, fmt.Sprintf("%s-%s", g.From.Format("15:04"), g.Until.Format("15:04")))
		}
		if got := strings.Join(gaps, ", "); got != test.want {
			t.Errorf("nothing from %s until %s: got %q, want %q", test.from, test.until, got, test.want)
		}
	}
}

// What is usual in a gap grows with it.
func TestUsualOfAGapHasItsPartsOfHours(t *testing.T) {
	var usual []report.Tokens
	for _, until := range []int{0, 30, 55} {
		o := business()
		o.factor = func(at time.Time) float64 {
			if at.Format(time.DateOnly) == tuesday19 && (at.Hour() == 10 || at.Hour() == 11 && at.Minute() < until) {
				return 0
			}
			return 1
		}
		a := o.analyse(t, period(t, report.Daily, "Asia/Shanghai", tuesday19), 62, nil)
		if len(a.Gaps) != 1 {
			t.Fatalf("there are %d gaps", len(a.Gaps))
		}
		usual = append(usual, a.Gaps[0].Usual)
	}
	hour := usual[0]
	if half, most := usual[1]-hour, usual[2]-hour; half < hour/4 || half > hour || most < half*17/10 || most > half*20/10 {
		t.Errorf("an hour has %d usually, with half of the next %d, with nearly all of it %d", usual[0], usual[1], usual[2])
	}
}
