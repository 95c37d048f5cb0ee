package report_test

import (
	"fmt"
	"testing"

	"tokenreport/report"
)

func summarize(t testing.TB, total string) report.Summary {
	t.Helper()
	s := series(t, total)
	u, err := report.Join(shanghai(t), s, s, report.Series{})
	if err != nil {
		t.Fatal(err)
	}
	return report.Summarize(u)
}

func TestSummarizeTheExample(t *testing.T) {
	s := report.Summarize(example(t))
	if s.Peak.Tokens != 36641 || s.Peak.At.Format("15:04") != "09:35" || s.Peak.Until.Format("15:04") != "09:40" {
		t.Errorf("peak %+v", s.Peak)
	}
	if s.PeakHour.Tokens != 67199 || s.PeakHour.From.Format("15:04") != "09:00" {
		t.Errorf("peak hour %+v", s.PeakHour)
	}
	if s.Mean != report.Known(16800) || s.Median != report.Known(14932) || s.P95 != report.Known(36641) {
		t.Errorf("mean %v, median %v, p95 %v", s.Mean, s.Median, s.P95)
	}
	if s.Active != 4 || s.Expected != 288 || !s.Complete() {
		t.Errorf("%d of %d active, complete %v", s.Active, s.Expected, s.Complete())
	}
	if got := s.Quiet.From.Format("15:04 ") + s.Quiet.Duration().String(); got != "09:50 14h10m0s" {
		t.Errorf("longest quiet %s", got)
	}
}

func TestDistribution(t *testing.T) {
	tests := []struct {
		total             string
		mean, median, p95 report.Amount
		active            int
	}{
		{"", report.Amount{}, report.Amount{}, report.Amount{}, 0},
		{"0900=0", report.Amount{}, report.Amount{}, report.Amount{}, 0},
		{"0900=7", report.Known(7), report.Known(7), report.Known(7), 1},
		{"0900=1 0905=2", report.Known(2), report.Known(2), report.Known(2), 2}, // 1.5 rounds up
		{"0900=1 0905=2 0910=0", report.Known(2), report.Known(2), report.Known(2), 2},
		{"0900=3 0905=1 0910=2", report.Known(2), report.Known(2), report.Known(3), 3},
		{twenty(), report.Known(11), report.Known(11), report.Known(19), 20},
		{"0900=9223372036854775806 0905=1", report.Known(4611686018427387904), report.Known(4611686018427387904),
			report.Known(9223372036854775806), 2},
	}
	for _, test := range tests {
		s := summarize(t, test.total)
		if s.Mean != test.mean || s.Median != test.median || s.P95 != test.p95 || s.Active != test.active {
			t.Errorf("%q: mean %v, median %v, p95 %v over %d; want %v, %v, %v over %d", test.total,
				s.Mean, s.Median, s.P95, s.Active, test.mean, test.median, test.p95, test.active)
		}
	}
}

// twenty intervals with 1 to 20 tokens: the 95th percentile by nearest rank is the 19th.
func twenty() string {
	text := ""
	for i := range 20 {
		text += fmt.Sprintf("%02d00=%d ", i, i+1)
	}
	return text
}

func TestPeak(t *testing.T) {
	tests := []struct{ total, peak, hour, quiet string }{
		{"", "", "", "00:00 24h0m0s"},
		{"1200=5 0900=5 0905=4", "09:00", "09:00", "12:05 11h55m0s"}, // ties: the earliest; hours: 9 against 5
		{"0900=4 0905=4 1000=7", "10:00", "09:00", "10:05 13h55m0s"},
		{"202411200000=9", "23:55", "23:00", "00:00 23h55m0s"}, // a label at the end stands for the last interval
		{"2024111913=9", "13:00", "13:00", "00:00 13h0m0s"},
		{"20241119=9", "", "", ""},
		{"0900=5 1000=5", "09:00", "09:00", "10:05 13h55m0s"}, // hours tie as well: the earliest
		{"0005=1 0600=1 1155=1", "00:05", "00:00", "12:00 12h0m0s"},
		{"0800=1 1605=1", "08:00", "08:00", "00:00 8h0m0s"},                  // quiet stretches tie: the earliest
		{"0005=3 0100=4 202411200000=2", "00:55", "00:00", "01:00 22h55m0s"}, // labels mark ends
		{"202411192355=50 202411200000=60", "23:55", "23:00", "00:00 23h50m0s"},
		{"2024111901=1 2024112000=2", "23:00", "23:00", "01:00 22h0m0s"},
		{"0000=1 2355=2 202411200000=3", "23:55", "23:00", "00:05 23h50m0s"}, // both midnights
	}
	for _, test := range tests {
		s := summarize(t, test.total)
		peak, hour, quiet := "", "", ""
		if s.Peak != nil {
			peak = s.Peak.At.Format("15:04")
		}
		if s.PeakHour != nil {
			hour = s.PeakHour.From.Format("15:04")
		}
		if s.Quiet != nil {
			quiet = s.Quiet.From.Format("15:04 ") + s.Quiet.Duration().String()
		}
		if peak != test.peak || hour != test.hour || quiet != test.quiet {
			t.Errorf("%q: peak %q, hour %q, quiet %q; want %q, %q, %q", test.total, peak, hour, quiet, test.peak, test.hour, test.quiet)
		}
	}
}

func TestIdleHoursAreUnknownNotZero(t *testing.T) {
	s := report.Summarize(example(t))
	if len(s.Hours) != 24 {
		t.Fatalf("%d hours", len(s.Hours))
	}
	if s.Hours[8].Total.Known || !s.Hours[9].Total.Known || s.Hours[9].Output != report.Known(808) {
		t.Errorf("hours 8 and 9: %+v, %+v", s.Hours[8], s.Hours[9])
	}
}
