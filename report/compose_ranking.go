package report

import (
	"slices"

	"golang.org/x/text/number"
)

// mostRankings is how many breakdowns the first page has room for.
const mostRankings = 2

func (c composer) rankings() []Ranking {
	if c.story() == empty {
		return nil
	}
	var rankings []Ranking
	for _, b := range c.a.Breakdowns[:min(len(c.a.Breakdowns), mostRankings)] {
		rankings = append(rankings, c.ranking(b))
	}
	return rankings
}

func (c composer) ranking(b DimensionBreakdown) Ranking {
	r := Ranking{
		Title: c.dimension(b.Dimension), Note: c.restNote(b.Breakdown), NameHead: c.partHead(b.Dimension),
		ValueHead: c.say("ranking.tokens"), ShareHead: c.say("ranking.share"), ChangeHead: c.changeHead(),
	}
	other := ""
	if b.Other != nil {
		other = c.otherName(*b.Other)
	}
	rows := b.withOther(other)
	largest := largestOf(rows)
	for i, row := range rows {
		r.Rows = append(r.Rows, RankRow{
			Name: row.Label(), Value: c.shortBeside(row.Now.Total, largest), Share: c.partShare(row, b.Whole), Change: c.partChange(row),
			Length: float64(row.Now.Total.N) / float64(largest), Rest: i >= len(b.Rows),
		})
	}
	r.Alt = c.rankingAlt(r, rows[0].Part)
	return r
}

// rankingAlt tells the first row; there is always one.
func (c composer) rankingAlt(r Ranking, largest Part) string {
	first := r.Rows[0]
	alt := c.count("ranking.alt", int(largest.Now.Total.N), "title", r.Title,
		"name", largest.shortLabel(), "tokens", first.Value, "share", first.Share)
	return c.sentences(alt, r.Note)
}

func (c composer) dimension(d Dimension) string { return c.say("dimension." + string(d)) }
func (c composer) partHead(d Dimension) string  { return c.say("part." + string(d)) }

// changeHead names what the parts are compared with: the same as the whole.
func (c composer) changeHead() string {
	return c.say("ranking.change", "against", c.againstShort(c.u.Period, c.comparedWith()))
}

// comparedWith is the most telling baseline or, where there is none yet, the one that there will be.
func (c composer) comparedWith() Baseline {
	p := c.u.Period
	b := c.a.Comparison.Best()
	if !b.Known() {
		b = map[Cadence]Baseline{
			Daily: {Basis: UsualWeekday}, Weekly: {Basis: UsualWeek},
			Monthly: {Basis: MonthBefore, PerDay: len(p.Days()) != len(p.Before().Days())},
		}[p.Cadence()]
	}
	return b
}

func (c composer) otherName(o OtherRow) string {
	if o.Parts == 0 {
		return c.say("ranking.rest")
	}
	return c.say("ranking.rest.parts", "count", c.exactly(Known(Tokens(o.Parts))))
}

// withOther are the rows and, where there is one, Other as the last of them.
func (b Breakdown) withOther(name string) []PartRow {
	rows := slices.Clone(b.Rows)
	if o := b.Other; o != nil {
		rows = append(rows, PartRow{Part{Name: name, Now: o.Now, Past: []Amounts{o.Before}}, o.Share, o.Change})
	}
	return rows
}

// largestOf is the most tokens of a row, at least 1.
func largestOf(rows []PartRow) Tokens {
	largest := Tokens(1)
	for _, row := range rows {
		largest = max(largest, row.Now.Total.N)
	}
	return largest
}

// partShare has a decimal also where that is 0, so that a column of shares stands on its points; but all is 100 %.
func (c composer) partShare(row PartRow, whole Part) string {
	part, total := row.Now.Total.N, whole.Now.Total.N
	key, n := bounded(row.Share.PerMille, part == 0, part >= total)
	if !row.Share.Known || key != "percent" || n == 0 || n == 1000 {
		return c.share(row.Share, part == 0, part >= total)
	}
	return c.say("percent", "n", c.printer.Sprint(number.Decimal(float64(n)/10, number.Scale(1))))
}

// partChange is "new" for what had nothing before, and "–" where it is not known what it had.
func (c composer) partChange(row PartRow) string {
	before, now := row.Before().Total, row.Now.Total
	switch {
	case row.Change.Known():
		return c.moved(row.Change)
	case before.Known && now.Known && before.N == 0 && now.N > 0:
		return c.say("ranking.new")
	}
	return c.say("unknown")
}

// restNote says by how much the parts are not the whole; empty where they are.
func (c composer) restNote(b Breakdown) string {
	note := c.partsNote(b)
	switch _, of := c.a.Stated(); of {
	case OfSummary:
		return c.sentences(note, c.say("ranking.graph"))
	case OutsideGaps:
		return c.sentences(note, c.say("ranking.gaps"))
	}
	return note
}

func (c composer) partsNote(b Breakdown) string {
	switch {
	case !b.Whole.Now.Total.Known:
		return ""
	case !b.Rest.Known:
		return c.say("ranking.unknown")
	case b.Rest.N < 0:
		return c.say("ranking.more", "tokens", c.exactly(Known(-b.Rest.N)))
	case b.Rest.N > 0:
		return c.say("ranking.less", "tokens", c.exactly(b.Rest))
	}
	return ""
}
