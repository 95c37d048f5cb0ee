package charttest

import (
	"fmt"
	"math"

	"tokenreport/report"
)

// Usual is Normal with the usual range of the weekday behind it.
func Usual() report.UsageChart { return withUsual(Normal(), 24) }

// withUsual adds a range by the hour, of a day that is as busy but without its noise.
func withUsual(d report.UsageChart, hours int) report.UsageChart {
	for hour := range hours {
		level := 0.03 + 0.95*officeLevel(float64(hour)+0.5)
		d.Usual = append(d.Usual, report.BandStep{
			From: float64(hour) / float64(hours), Until: float64(hour+1) / float64(hours), Low: 0.7 * level, High: min(1, 1.25*level),
		})
	}
	d.BandLabel = "usual Tuesday"
	return d
}

// Unusual is a day with three times the usual in the morning, and too little in the afternoon.
func Unusual() report.UsageChart {
	d := Usual()
	for i := range d.Columns {
		c := &d.Columns[i]
		factor := 0.42
		switch hour := c.From * 24; {
		case hour >= 9.5 && hour < 10.7:
			factor = 0.93
		case hour >= 14 && hour < 16.5:
			factor = 0.08
		}
		c.Total, c.Input = c.Total*factor, c.Input*factor
	}
	for i := range d.Usual {
		d.Usual[i].Low, d.Usual[i].High = 0.42*d.Usual[i].Low, 0.42*d.Usual[i].High
	}
	d.Remarks = []report.Remark{
		{From: 9.5 / 24, Until: 10.7 / 24, Label: "09:30–10:40: 2.2 × the usual"},
		{From: 14.0 / 24, Until: 16.5 / 24, Label: "14:00–16:30: a fifth of the usual"},
	}
	return labelled(d, Top)
}

// Outage is a day on which data are missing from 10:10 to 12:25.
func Outage() report.UsageChart {
	d := Usual()
	kept := d.Columns[:0]
	for _, c := range d.Columns {
		if hour := c.From*24 + 1e-6; hour < 10+10.0/60 || hour >= 12+25.0/60 {
			kept = append(kept, c)
		}
	}
	d.Columns = kept
	d.Remarks = []report.Remark{{From: (10 + 10.0/60) / 24, Until: (12 + 25.0/60) / 24, Kind: report.Gap, Label: "no data 10:10–12:25"}}
	return labelled(d, Top)
}

// Remarks is a day with more to be said of it than one line holds.
func Remarks() report.UsageChart {
	d := Outage()
	for _, at := range []float64{0.5, 8.75, 9, 13.25, 14, 23.5} {
		clock := fmt.Sprintf("%02d:%02.0f", int(at), 60*(at-math.Floor(at)))
		d.Remarks = append(d.Remarks, report.Remark{From: at / 24, Until: (at + 0.25) / 24, Label: clock + ": 12 × the usual for the hour"})
	}
	return d
}

// Week is seven days by the hour.
func Week() report.UsageChart {
	d := report.UsageChart{Title: "Tokens per hour", Stacked: true, Y: axes(24).Y, BandLabel: "usual week"}
	for i := range 7 * 24 {
		day, hour := i/24, float64(i%24)
		level := 0.03 + 0.95*officeLevel(hour+0.5)
		if day > 4 {
			level *= 0.25
		}
		total := math.Round(Top * level * (0.85 + 0.25*noise(float64(i)/7)))
		add(&d, i, 7*24, Top, total, math.Round(total*0.09))
		d.Usual = append(d.Usual, report.BandStep{From: float64(i) / 168, Until: float64(i+1) / 168, Low: 0.75 * level, High: min(1, 1.2*level)})
	}
	for day, name := range []string{"Mon 18", "Tue 19", "Wed 20", "Thu 21", "Fri 22", "Sat 23", "Sun 24"} {
		d.X = append(d.X, report.Tick{At: float64(day) / 7, Label: name})
	}
	d = labelled(d, Top)
	d.Peak.Label = "35,100 on Tue 10:00–11:00"
	return d
}

// EmptyWeek is a week without usage.
func EmptyWeek() report.UsageChart {
	d := Week()
	d.Columns, d.Usual, d.Peak, d.Y, d.Empty = nil, nil, nil, d.Y[:1], "no usage recorded"
	return d
}

// Month is so many days.
func Month(days int) report.UsageChart {
	d := report.UsageChart{Title: "Tokens per day", Stacked: true, Y: axes(24).Y}
	for i := range days {
		level := 0.6 + 0.25*noise(float64(i)*0.7)
		if weekday := i % 7; weekday == 2 || weekday == 3 {
			level *= 0.3
		}
		total := math.Round(Top * level)
		add(&d, i, days, Top, total, math.Round(total*0.09))
		if i%7 == 0 {
			d.X = append(d.X, report.Tick{At: float64(i) / float64(days), Label: fmt.Sprintf("%d Nov", i+1)})
		}
	}
	d = labelled(d, Top)
	d.Peak.Label = Digits(Tokens(d.Peak.Y, Top)) + " on the busiest day"
	return d
}
