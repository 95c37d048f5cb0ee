package report

import "fmt"

// heat shows the hours: of a week its own seven days, else what is usual on each weekday. It is nil where only one day is
// known: the chart has that already.
func (c composer) heat() *HeatMap {
	rows := c.rhythmRows()
	if c.u.Period.Cadence() == Weekly {
		rows = c.dayRows()
	}
	known, busiest := 0, heatHour{}
	for _, row := range rows {
		if row.known() {
			known++
		}
		for _, hour := range row.hours {
			if hour.tokens.N > busiest.tokens.N {
				busiest = hour
			}
		}
	}
	if known < fewestDays || busiest.tokens.N == 0 {
		return nil
	}
	title := c.say(c.cadenced("heat.title", "heat.title.week", "heat.title"))
	h := &HeatMap{
		Title: title, Alt: c.count("heat.alt", int(busiest.tokens.N), "title", title, "hour", busiest.label, "tokens", c.exactly(busiest.tokens)),
		Least: c.exactly(Known(0)), Most: c.say("heat.most", "tokens", c.scaled(busiest.tokens.N)),
	}
	for _, row := range rows {
		h.Rows = append(h.Rows, c.heatRow(row, busiest.tokens.N))
	}
	for hour := 0; hour < 24; hour += 6 {
		h.Columns = append(h.Columns, Tick{float64(hour) / 24, fmt.Sprintf("%02d:00", hour)})
	}
	return h
}

// heatDay is a row before it has shades.
type heatDay struct {
	label string
	own   bool
	hours [24]heatHour
}

type heatHour struct {
	label  string // "Tue 09:00–10:00"
	tokens Amount
}

func (d heatDay) known() bool {
	for _, hour := range d.hours {
		if hour.tokens.Known {
			return true
		}
	}
	return false
}

// rhythmRows are the weekdays, Monday first.
func (c composer) rhythmRows() []heatDay {
	rhythm := c.a.Rhythm()
	own := -1
	if c.u.Period.Cadence() == Daily {
		own = RhythmRow(c.u.Period.From.Weekday())
	}
	weekdays := c.list("date.weekdays.short")
	var rows []heatDay
	for row, hours := range rhythm {
		name := weekdays[(row+1)%7]
		d := heatDay{label: name, own: row == own}
		for hour, usual := range hours {
			d.hours[hour] = c.heatHour(name, hour, usual.Tokens)
		}
		rows = append(rows, d)
	}
	return rows
}

// dayRows are the days of the period.
func (c composer) dayRows() []heatDay {
	var rows []heatDay
	for _, d := range c.a.Days {
		name := c.say("date.weekday.day", "weekday", c.shortWeekday(d.Period.From), "day", fmt.Sprint(d.Period.From.Day()))
		row := heatDay{label: name}
		for hour, amount := range d.Hours {
			row.hours[hour] = c.heatHour(name, hour, amount)
		}
		rows = append(rows, row)
	}
	return rows
}

func (c composer) heatHour(day string, hour int, tokens Amount) heatHour {
	clocks := c.say("range", "from", fmt.Sprintf("%02d:00", hour), "until", fmt.Sprintf("%02d:00", hour+1))
	return heatHour{c.say("date.moment", "day", day, "clock", clocks), tokens}
}

func (c composer) heatRow(d heatDay, most Tokens) HeatRow {
	row := HeatRow{Label: d.label, Own: d.own}
	for _, hour := range d.hours {
		row.Cells = append(row.Cells, HeatCell{
			Level: float64(hour.tokens.N) / float64(most), Known: hour.tokens.Known,
			Label: c.say("heat.cell", "hour", hour.label, "tokens", c.exactly(hour.tokens)),
		})
	}
	return row
}
