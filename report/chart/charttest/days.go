package charttest

import (
	"fmt"
	"math"

	"tokenreport/report"
)

// Top is how many tokens the axis of these days reaches to, where it is not said otherwise.
const Top = 40000

// Day is a day to draw, by name.
type Day struct {
	Name  string
	Chart report.UsageChart
}

// Days returns a day of every kind.
func Days() []Day {
	return []Day{
		{"normal", Normal()},
		{"empty", Empty()},
		{"single", Single()},
		{"example", Example()},
		{"gaps", Gaps()},
		{"spike", Spike()},
		{"late", Late()},
		{"23-hours", OfHours(23)},
		{"25-hours", OfHours(25)},
		{"unsplit", Unsplit()},
		{"chinese", Chinese()},
		{"huge", Huge()},
		{"usual", Usual()},
		{"unusual", Unusual()},
		{"outage", Outage()},
		{"remarks", Remarks()},
		{"week", Week()},
		{"month", Month(30)},
		{"empty-week", EmptyWeek()},
		{"bare", report.UsageChart{}},
	}
}

// Normal is a working day: quiet at night, busy before and after noon.
func Normal() report.UsageChart { return OfHours(24) }

// OfHours is a working day on which the clocks may change at 02:00.
func OfHours(hours int) report.UsageChart {
	d := axes(hours)
	n := 12 * hours
	for i := range n {
		hour := float64(i) / 12
		total := math.Round(Top * office(hour))
		add(&d, i, n, Top, total, math.Round(total*(0.06+0.05*noise(hour+0.5))))
	}
	return labelledAt(d, Top, hours)
}

// office is the rhythm of a working day, 0 to about 0.9, with noise that is the same each time.
func office(hour float64) float64 { return officeLevel(hour) * (0.75 + 0.55*noise(hour)) }

// officeLevel is that rhythm without the noise.
func officeLevel(hour float64) float64 {
	hump := func(centre, width float64) float64 {
		return math.Exp(-(hour - centre) * (hour - centre) / (2 * width * width))
	}
	return 0.03 + 0.66*hump(10, 1.4) + 0.6*hump(15, 1.9) + 0.17*hump(20.5, 1.3)
}

// noise is 0 to 1 and looks random.
func noise(hour float64) float64 {
	_, fraction := math.Modf(math.Abs(math.Sin(math.Round(hour*12)*659.93)) * 43758.5453)
	return fraction
}

// Empty is a day without usage.
func Empty() report.UsageChart {
	d := axes(24)
	d.Y = d.Y[:1]
	d.Empty = "no usage recorded"
	return d
}

// Single is a day of one interval.
func Single() report.UsageChart {
	d := axes(24)
	add(&d, 115, 288, Top, 36641, 383)
	return labelled(d, Top)
}

// Example is the example of the API's document: four intervals.
func Example() report.UsageChart {
	d := axes(24)
	add(&d, 0, 288, Top, 14896, 166)
	add(&d, 1, 288, Top, 694, 55)
	add(&d, 114, 288, Top, 14968, 204)
	add(&d, 115, 288, Top, 36641, 383)
	return labelled(d, Top)
}

// Gaps is Normal with idle stretches, one of them a single interval.
func Gaps() report.UsageChart {
	d := Normal()
	kept := d.Columns[:0]
	for i, column := range d.Columns {
		if i%97 < 12 || i > 150 && i < 180 || i == 200 {
			continue
		}
		kept = append(kept, column)
	}
	d.Columns = kept
	return labelled(d, Top)
}

// Spike is a day that a quarter of an hour dwarfs.
func Spike() report.UsageChart {
	const top = 400000
	d := Normal()
	for i := range d.Columns {
		d.Columns[i].Total *= Top / float64(top)
		d.Columns[i].Input *= Top / float64(top)
	}
	for i := 170; i < 173; i++ {
		d.Columns[i].Total, d.Columns[i].Input = 0.97-0.02*float64(172-i), 0.93-0.02*float64(172-i)
	}
	for i := range d.Y[1:] {
		d.Y[i+1].Label = fmt.Sprintf("%d00 k", i+1)
	}
	return labelled(d, top)
}

// Late is busiest at its very end, so that every label wants the top right corner.
func Late() report.UsageChart {
	d := axes(24)
	for i := range 288 {
		total := math.Round(Top * (0.05 + 0.95*math.Pow(float64(i)/287, 6)))
		add(&d, i, 288, Top, total, math.Round(total/9))
	}
	return labelled(d, Top)
}

// Unsplit is a day of which only the total is known.
func Unsplit() report.UsageChart {
	d := Normal()
	d.Stacked, d.Input, d.Output = false, report.SeriesLabel{}, report.SeriesLabel{}
	for i := range d.Columns {
		d.Columns[i].Input = 0
	}
	return d
}

// Chinese is Normal in Chinese.
func Chinese() report.UsageChart {
	d := Normal()
	d.Title, d.Peak.Label = "每 5 分钟的 Token 用量", "35,222，09:40"
	d.Total.Name, d.Input.Name, d.Output.Name = "总计", "输入", "输出"
	for i := range d.Y {
		d.Y[i].Label = [...]string{"0", "1 万", "2 万", "3 万", "4 万"}[i]
	}
	return d
}

// Huge has figures of fifteen digits and long names wherever there is one.
func Huge() report.UsageChart {
	d := Normal()
	d.Title = "Tokens per 5 minutes, of which the names are longer than any translator would make them"
	d.Total = report.SeriesLabel{Name: "Everything that was ever counted today", Value: "999,999,999,999,999"}
	d.Input = report.SeriesLabel{Name: "InputOfAnUnbreakableNameWithoutASpace", Value: "888,888,888,888,888"}
	d.Output = report.SeriesLabel{Name: "Output", Value: "111,111,111,111,111"}
	d.Peak.Label = "123,456,789,012,345 tokens at 10:05–10:10 in the morning"
	for i := range d.Y[1:] {
		d.Y[i+1].Label = fmt.Sprintf("%d00,000,000,000,000", i+1)
	}
	return d
}

// axes is a day without columns. Where it has not 24 hours, the clocks change at 02:00.
func axes(hours int) report.UsageChart {
	d := report.UsageChart{Title: "Tokens per 5 minutes", Stacked: true}
	for hour := 0; hour <= 24; hour += 3 {
		at := hour
		if hour > 2 {
			at += hours - 24
		}
		d.X = append(d.X, report.Tick{At: float64(at) / float64(hours), Label: fmt.Sprintf("%02d:00", hour)})
	}
	for i, text := range []string{"0", "10 k", "20 k", "30 k", "40 k"} {
		d.Y = append(d.Y, report.Tick{At: float64(i) / 4, Label: text})
	}
	return d
}

// add appends the i-th of n intervals.
func add(d *report.UsageChart, i, n int, top, total, output float64) {
	d.Columns = append(d.Columns, report.Column{
		From: float64(i) / float64(n), Until: float64(i+1) / float64(n),
		Total: total / top, Input: (total - output) / top,
	})
}

// labelled marks the highest column and names the sums.
func labelled(d report.UsageChart, top float64) report.UsageChart { return labelledAt(d, top, 24) }

func labelledAt(d report.UsageChart, top float64, hours int) report.UsageChart {
	peak := d.Columns[0]
	var total, input int
	for _, c := range d.Columns {
		if c.Total > peak.Total {
			peak = c
		}
		total, input = total+Tokens(c.Total, top), input+Tokens(c.Input, top)
	}
	d.Total = report.SeriesLabel{Name: "Total", Value: Digits(total)}
	d.Input = report.SeriesLabel{Name: "Input", Value: Digits(input)}
	d.Output = report.SeriesLabel{Name: "Output", Value: Digits(total - input)}
	minute := int(math.Round(peak.From * float64(hours) * 60))
	if minute >= 120 {
		minute += 60 * (24 - hours)
	}
	at := fmt.Sprintf("%s at %02d:%02d", Digits(Tokens(peak.Total, top)), minute/60, minute%60)
	d.Peak = &report.Mark{X: (peak.From + peak.Until) / 2, Y: peak.Total, Label: at}
	return d
}

// Tokens is how many tokens a height stands for.
func Tokens(height, top float64) int { return int(math.Round(height * top)) }

// Digits groups a number by thousands.
func Digits(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
