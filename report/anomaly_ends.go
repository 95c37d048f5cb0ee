package report

import "time"

// cell is an interval of the day, or a part of an hour without any, beside what is usual in it.
type cell struct {
	Span
	observed, usual float64
}

// ending is the anomaly with its real ends: what happens rarely keeps to full hours. Of all stretches of intervals within its
// hours and the two beside them it is the one furthest beyond the middle between the usual and what it has itself, so that one
// interval more or less at its ends, which may be so by chance, does not count.
func (f finding) ending(a Anomaly, used []usedInterval) Anomaly {
	cells := f.cells(used)
	stretch := within(cells, a.Span)
	for range 2 { // the second time by what it has without the rest of its hours
		if len(stretch) == 0 {
			return a
		}
		if stretch = f.furthest(cells, stretch); len(stretch) > 0 && len(within(stretch, a.Span)) == 0 {
			return a
		}
	}
	if len(stretch) == 0 {
		return a
	}
	observed, usual := sums(stretch)
	a.Span = Span{stretch[0].From, stretch[len(stretch)-1].Until}
	a.Observed, a.Usual = roundTokens(observed), roundTokens(usual)
	return a
}

// cells are the intervals of the finding's hours and of the one before and after where these are adjacent and known; none where
// no intervals are given.
func (f finding) cells(used []usedInterval) []cell {
	if len(used) == 0 {
		return nil
	}
	step := used[0].Duration()
	spans, hours := wholeHours(f.judge.today.Period), f.hours
	if first := hours[0]; first > 0 && spans[first-1].Until.Equal(spans[first].From) {
		hours = append([]int{first - 1}, hours...)
	}
	if last := hours[len(hours)-1]; last < 23 && spans[last].Until.Equal(spans[last+1].From) {
		hours = append(hours[:len(hours):len(hours)], last+1)
	}
	var cells []cell
	for _, hour := range hours {
		if !f.judge.today.Hours[hour].Known {
			continue
		}
		for at := spans[hour].From; at.Before(spans[hour].Until); at = at.Add(step) {
			c := cell{Span: Span{at, earlier(at.Add(step), spans[hour].Until)}}
			c.usual = float64(f.usual([]int{hour})) * float64(c.Duration()) / float64(time.Hour)
			cells = append(cells, c)
		}
	}
	i := 0
	for _, u := range used {
		for i < len(cells) && !u.From.Before(cells[i].Until) {
			i++
		}
		if i < len(cells) && !u.From.Before(cells[i].From) {
			cells[i].observed += float64(u.total)
		}
	}
	return cells
}

// furthest is the stretch of cells with the largest sum beyond the middle between the usual and what a stretch has.
func (f finding) furthest(cells, stretch []cell) []cell {
	observed, usual := sums(stretch)
	first, best, sum, most := 0, []cell(nil), 0.0, 0.0
	for i, c := range cells {
		own := observed / float64(len(stretch)) // where nothing is usual
		if usual > 0 {
			own = c.usual * observed / usual
		}
		if sum <= 0 {
			first, sum = i, 0
		}
		if sum += float64(f.direction) * (c.observed - (c.usual+own)/2); sum > most {
			best, most = cells[first:i+1], sum
		}
	}
	return best
}

// within are the cells that lie in a span.
func within(cells []cell, s Span) (inside []cell) {
	for _, c := range cells {
		if !c.From.Before(s.From) && !c.Until.After(s.Until) {
			inside = append(inside, c)
		}
	}
	return inside
}

func sums(cells []cell) (observed, usual float64) {
	for _, c := range cells {
		observed, usual = observed+c.observed, usual+c.usual
	}
	return observed, usual
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
