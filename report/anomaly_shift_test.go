package report_test

import (
	"testing"

	"tokenreport/report"
)

// Each of the days is held against its own weekday, also where these are unlike: here a weekend and a Monday.
func TestLevelShiftOfUnlikeDays(t *testing.T) {
	o := business()
	o.factor = since("2024-11-16", 1.8)
	a := o.analyse(t, parseDay(t, "Asia/Shanghai", "2024-11-18"), 62, nil)
	if len(a.Anomalies) == 0 || a.Anomalies[0].Kind != report.LevelShift || a.Anomalies[0].From.Day() != 16 {
		t.Fatalf("anomalies %+v", a.Anomalies)
	}
	shift, observed, usual := a.Anomalies[0], a.Usage.Total.N, a.Comparison.Usual.Total.N
	for n := 1; n <= 2; n++ {
		d := a.History.Before(a.Usage.Period, n)
		observed += d.Total.N
		usual += report.Compare(d.Period, a.History).Usual.Total.N
	}
	if shift.Observed != observed || shift.Usual != usual {
		t.Errorf("%d against %d, want %d against %d", shift.Observed, shift.Usual, observed, usual)
	}
	for language, want := range map[string]string{
		"en":    "Since Sat 16 Nov usage has been 79% over the usual of these weekdays (23.8 M against 13.3 M tokens).",
		"zh-CN": "自11月16日周六起，用量比这几天的往常水平高 79%：合计 2,383 万 Token，往常为 1,328 万。",
		"id":    "Sejak Sab 16 Nov penggunaan 79% di atas tingkat biasa untuk hari-hari ini: 23,8 juta token, biasanya 13,3 juta.",
	} {
		d, err := report.Compose(a, options(language))
		if err != nil {
			t.Fatal(err)
		}
		if said := plainSpaces(d.Notices[0].Text); said != want {
			t.Errorf("%s: %s, want %s", language, said, want)
		}
	}
}
