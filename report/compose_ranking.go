package report

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
	largest := Tokens(1)
	for _, row := range b.Rows {
		largest = max(largest, row.Now.Total.N)
	}
	if b.Other != nil {
		largest = max(largest, b.Other.Now.Total.N)
	}
	for _, row := range b.Rows {
		r.Rows = append(r.Rows, RankRow{
			Name: row.Name, Value: c.shortBeside(row.Now.Total, largest), Share: c.partShare(row.Share, row.Now, b.Whole.Now),
			Change: c.partChange(row.Change, row.WeekAgo, row.Now), Length: float64(row.Now.Total.N) / float64(largest),
		})
	}
	if o := b.Other; o != nil {
		r.Rows = append(r.Rows, RankRow{
			Name: c.otherName(*o), Value: c.shortBeside(o.Now.Total, largest), Share: c.partShare(o.Share, o.Now, b.Whole.Now),
			Change: c.partChange(o.Change, o.WeekAgo, o.Now), Length: float64(o.Now.Total.N) / float64(largest), Rest: true,
		})
	}
	r.Alt = c.rankingAlt(r)
	return r
}

// rankingAlt tells the first row; there is always one.
func (c composer) rankingAlt(r Ranking) string {
	first := r.Rows[0]
	alt := c.say("ranking.alt", "title", r.Title,
		"name", narrowed(first.Name, mostOfAName), "tokens", first.Value, "share", first.Share)
	return c.sentences(alt, r.Note)
}

func (c composer) dimension(d Dimension) string { return c.say("dimension." + string(d)) }
func (c composer) partHead(d Dimension) string  { return c.say("part." + string(d)) }

// changeHead names what the parts are compared with.
func (c composer) changeHead() string {
	p := c.u.Period
	b := Baseline{Basis: WeekBefore}
	if p.Cadence() == Monthly {
		b = Baseline{Basis: MonthBefore, PerDay: len(p.Days()) != len(p.Before().Days())}
	}
	return c.say("ranking.change", "against", c.earlier(p, b))
}

func (c composer) otherName(o OtherRow) string {
	if o.Parts == 0 {
		return c.say("ranking.rest")
	}
	return c.say("ranking.rest.parts", "count", c.exactly(Known(Tokens(o.Parts))))
}

func (c composer) partShare(s Share, part, whole Amounts) string {
	return c.share(s, part.Total.N == 0, part.Total.N == whole.Total.N)
}

// partChange is "new" for what had nothing before, and "–" where it is not known what it had.
func (c composer) partChange(change Change, before, now Amounts) string {
	switch {
	case change.Known():
		return c.moved(change)
	case before.Total.Known && now.Total.Known && before.Total.N == 0 && now.Total.N > 0:
		return c.say("ranking.new")
	}
	return c.say("unknown")
}

// restNote says by how much the parts are not the whole; empty where they are.
func (c composer) restNote(b Breakdown) string {
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
