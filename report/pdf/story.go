package pdf

import (
	"tokenreport/report"
	"tokenreport/report/chart"
)

// Heights of the charts. They take what the other parts leave, within these bounds.
const (
	sectionGap   chart.Length = 6 // above each row of figures
	chartLeast   chart.Length = 44
	chartUsual   chart.Length = 56  // at least, if the end of the small print may go to another page for it
	chartBeside  chart.Length = 84  // at most, on a page with the hourly table
	chartAlone   chart.Length = 112 // at most
	chartDivided chart.Length = 72  // where the parts do not fit on one page
	chartEmpty   chart.Length = 46  // without a column to see
	smallLeast   chart.Length = 32  // of trend and heat map
	smallUsual                = 0.42
	smallMost    chart.Length = 48
)

// panel is a figure.
type panel struct {
	height chart.Length // 0: the row's
	alt    string       // what it shows, in words
	draw   func(c chart.Canvas, r chart.Rect) error
}

// stack is figures under each other on so many columns of the page.
type stack struct {
	columns int
	panels  []panel
}

// panelRow is stacks side by side.
func panelRow(height chart.Length, stacks ...stack) block {
	return block{before: sectionGap, height: height, draw: func(c chart.Canvas, top chart.Length) error {
		left := margin
		for _, s := range stacks {
			if err := s.draw(c, chart.Rect{Left: left, Top: top, Width: span(s.columns), Height: height}); err != nil {
				return err
			}
			left += span(s.columns) + gutter
		}
		return nil
	}}
}

func (s stack) draw(c chart.Canvas, place chart.Rect) (err error) {
	for _, p := range s.panels {
		if p.height > 0 {
			place.Height = p.height
		}
		describe(c, element{kind: "Figure", alt: p.alt}, func() { err = p.draw(c, place) })
		if err != nil {
			return err
		}
		place.Top += place.Height + sectionGap
	}
	return nil
}

// story is the figures of the first page, from the day's chart to the budgets.
type story struct {
	day      panel
	plain    bool // the day has no columns to see
	small    []stack
	rankings []report.Ranking
	budgets  []report.Bullet
}

func newStory(doc report.Document) story {
	return story{
		day:      panel{0, doc.Chart.Alt, func(c chart.Canvas, r chart.Rect) error { return chart.DrawUsage(c, r, doc.Chart) }},
		plain:    len(doc.Chart.Columns)+len(doc.Chart.Usual) == 0,
		small:    smallCharts(doc),
		rankings: doc.Rankings,
		budgets:  doc.Budgets,
	}
}

// smallCharts is trend and heat map side by side; one alone has the whole width.
func smallCharts(doc report.Document) []stack {
	var charts []stack
	if t := doc.Trend; t != nil {
		draw := func(c chart.Canvas, r chart.Rect) error { return chart.DrawTrend(c, r, *t) }
		charts = append(charts, stack{7, []panel{{0, t.Alt, draw}}})
	}
	if h := doc.Heat; h != nil {
		draw := func(c chart.Canvas, r chart.Rect) error { return chart.DrawHeat(c, r, *h) }
		charts = append(charts, stack{5, []panel{{0, h.Alt, draw}}})
	}
	if len(charts) == 1 {
		charts[0].columns = whole
	}
	return charts
}

// alone tells that there is nothing beside the day's chart.
func (s story) alone() bool { return len(s.small)+len(s.rankings)+len(s.budgets) == 0 }

// tallest is how high the day's chart may become where it has nothing beside it.
func (s story) tallest(doc report.Document) chart.Length {
	if doc.Hourly == nil {
		return chartAlone
	}
	return chartBeside
}

// heights are those of the day's chart and of the small ones.
type heights struct{ day, small chart.Length }

// fit divides a height among the charts. ok is false where it is too little for them.
func (s story) fit(free, tallest chart.Length) (h heights, ok bool) {
	free -= extent(s.lower()) + sectionGap
	least := chartLeast
	if s.plain {
		least, tallest = chartEmpty, chartEmpty
	}
	if len(s.small) > 0 {
		free -= sectionGap
		h.small = min(max(smallUsual*free, free-tallest), free-least)
		h.small = min(max(h.small, smallLeast), smallMost)
	}
	h.day = min(free-h.small, tallest)
	return h, h.day >= least
}

func (s story) blocks(h heights) []block {
	blocks := []block{panelRow(h.day, stack{whole, []panel{s.day}})}
	if len(s.small) > 0 {
		blocks = append(blocks, panelRow(h.small, s.small...))
	}
	return append(blocks, s.lower()...)
}
