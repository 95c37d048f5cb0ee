package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tokenreport/report"
)

// clocked is a factor that holds from one time of a day until another.
func clocked(date, from, until string, factor float64) func(time.Time) float64 {
	return func(at time.Time) float64 {
		if clock := at.Format("15:04"); at.Format(time.DateOnly) == date && clock >= from && clock < until {
			return factor
		}
		return 1
	}
}

// What is out of the usual ends where it ends, not at full hours, in whatever report it is.
func TestAnomaliesKeepTheirEnds(t *testing.T) {
	for _, test := range []struct {
		from, until string
		factor      float64
	}{
		{"14:10", "15:40", 4}, {"14:10", "15:40", 12}, {"14:00", "16:00", 3}, {"09:55", "11:05", 5}, {"10:30", "12:30", 3},
		{"08:50", "10:15", 6}, {"14:20", "16:50", 0.2}, {"09:40", "12:00", 0.25},
	} {
		for _, cadence := range []report.Cadence{report.Daily, report.Weekly, report.Monthly} {
			o := business()
			o.factor = clocked(tuesday19, test.from, test.until, test.factor)
			a := o.analyse(t, period(t, cadence, "Asia/Shanghai", tuesday19), 62, nil)
			var got []string
			for _, a := range a.Anomalies {
				got = append(got, fmt.Sprintf("%s-%s", a.From.Format("15:04"), a.Until.Format("15:04")))
				if times := float64(a.Observed) / float64(a.Usual); times < test.factor*0.8 || times > test.factor*1.25 {
					t.Errorf("%s-%s, %s: %.2f times the usual, want %v", test.from, test.until, cadence, times, test.factor)
				}
			}
			if want := test.from + "-" + test.until; strings.Join(got, " ") != want {
				t.Errorf("%s, %v times, %s: got %q", want, test.factor, cadence, got)
			}
		}
	}
}

// The usual of a day without any usage is the same in its own report as in its week's and month's.
func TestTheUsualOfADayIsOneFigure(t *testing.T) {
	o := business()
	o.factor = clocked(tuesday19, "00:00", "24:00", 0)
	usual := o.analyse(t, shanghai(t), 62, nil).Comparison.Usual.Total.N
	for _, cadence := range []report.Cadence{report.Daily, report.Weekly, report.Monthly} {
		p := period(t, cadence, "Asia/Shanghai", tuesday19)
		a := o.analyse(t, p, p.Cadence().HistoryDays(), nil)
		if len(a.Gaps) != 1 || len(a.Anomalies) != 1 {
			t.Fatalf("%s: %+v, %+v", cadence, a.Gaps, a.Anomalies)
		}
		if gap, anomaly := a.Gaps[0], a.Anomalies[0]; gap.Usual != usual || anomaly.Usual != usual ||
			!gap.From.Equal(shanghai(t).From) || !gap.Until.Equal(shanghai(t).Until) || anomaly.Span != gap.Span || anomaly.Kind != report.Outage {
			t.Errorf("%s: %+v, %+v, want %d", cadence, gap, anomaly, usual)
		}
	}
}

// Sentence, first page and chart call one thing the peak, and say of how long a time it is.
func TestOnePeak(t *testing.T) {
	for cadence, want := range map[report.Cadence][4]string{
		report.Daily:   {"; peak 69,794 in 5 min at 15:35.", "Peak 5 min 69,794", "69,794 at 15:35", "Tokens per 5 min"},
		report.Weekly:  {" in 1 hour on ", "Peak 1 hour ", " on ", "Tokens per hour"},
		report.Monthly: {"; busiest day ", "Peak 1 day ", " on ", "Tokens per day"},
	} {
		a := business().analyse(t, period(t, cadence, "Asia/Shanghai", tuesday19), 62, nil)
		for _, language := range []string{"en", "zh-CN", "id"} {
			d, err := report.Compose(a, options(language))
			if err != nil {
				t.Fatal(err)
			}
			tile := d.Tiles[3]
			if value := tile.Value; !strings.Contains(d.Headline, value) || !strings.Contains(d.Chart.Peak.Label, value) {
				t.Errorf("%s %s: %q, %q, %q", cadence, language, d.Headline, value, d.Chart.Peak.Label)
			}
			if language == "en" {
				wantSaid(t, "sentence", plainSpaces(d.Headline), want[0])
				wantSaid(t, "tile", plainSpaces(tile.Label+" "+tile.Value), want[1])
				wantSaid(t, "mark", plainSpaces(d.Chart.Peak.Label), want[2])
				wantSaid(t, "chart", plainSpaces(d.Chart.Title), want[3])
			}
		}
	}
}
