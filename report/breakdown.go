package report

import (
	"cmp"
	"math/bits"
	"slices"
)

// Part is what one application, model, sub-business type or account used.
type Part struct {
	ID   string // the value of the filter
	Name string // as it is shown; it is not cut
	Now  Amounts
	// WeekAgo is the same weekday a week before; unknown where that is not known.
	WeekAgo Amounts
}

// PartRow is a part beside the whole.
type PartRow struct {
	Part
	Share  Share  // of the whole's total
	Change Change // of the total against a week before
}

// OtherRow is what is not among the rows: the parts folded, and what the whole has beyond all parts.
type OtherRow struct {
	Parts        int // folded; 0 where there is only what the whole has beyond the parts
	Now, WeekAgo Amounts
	Share        Share
	Change       Change
}

// Breakdown is a whole by the parts of one dimension.
type Breakdown struct {
	Whole Part // all usage; its ID and Name are empty
	Rows  []PartRow
	Other *OtherRow // nil where the rows are all
	// Rest is the whole's total less that of all parts: what no part has or, below 0, by how much the parts together
	// exceed the whole. Unknown where one of them is.
	Rest Amount
	// Change is of the whole's total against a week before.
	Change Change
	// Driver is the part that moved the whole most; nil where none stands out.
	Driver *Driver
}

// AddsUp says whether the rows and Other are the whole. Their shares are then 1000 thousandths together; else each is
// rounded by itself.
func (b Breakdown) AddsUp() bool { return b.Rest.Known && b.Rest.N >= 0 && b.Whole.Now.Total.N > 0 }

// Driver is a part that explains a third or more of how the whole changed against a week before, and more of it than
// any other.
type Driver struct {
	Part       Part
	Difference Tokens // of its total; it has the sign of the whole's
	Change     Change // unknown for a part that had nothing a week before
}

// BreakDown sets the parts of a dimension beside the whole: at most top of them, at least one, the largest first,
// those of unknown total last. The others are folded into Other, unless that would hold a single part and nothing else.
func BreakDown(whole Part, parts []Part, top int) Breakdown {
	b := Breakdown{
		Whole: whole, Rest: restOf(whole, parts, func(p Part) Amount { return p.Now.Total }),
		Change: ChangeOf(whole.WeekAgo.Total, whole.Now.Total), Driver: driver(whole, parts),
	}
	parts = slices.SortedFunc(slices.Values(parts), largestFirst)
	unassigned := b.Rest.Known && b.Rest.N > 0
	shown := min(max(top, 1), len(parts))
	if shown == len(parts)-1 && !unassigned {
		shown++
	}
	for _, p := range parts[:shown] {
		b.Rows = append(b.Rows, PartRow{Part: p, Change: ChangeOf(p.WeekAgo.Total, p.Now.Total)})
	}
	if shown < len(parts) || unassigned {
		b.Other = newOther(whole, parts, shown)
	}
	b.setShares()
	return b
}

func largestFirst(a, b Part) int {
	x, y := a.Now.Total, b.Now.Total
	switch {
	case x.Known != y.Known && x.Known:
		return -1
	case x.Known != y.Known:
		return 1
	case x.N != y.N:
		return cmp.Compare(y.N, x.N)
	}
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// restOf is what a whole has beyond its parts, below 0 where these have more.
func restOf(whole Part, parts []Part, of func(Part) Amount) Amount {
	sum := Known(0)
	if len(parts) > 0 {
		sum = sumOf(parts, of)
	}
	if !sum.Known || !of(whole).Known {
		return Amount{}
	}
	return Known(of(whole).N - sum.N)
}

// newOther is what the first of the parts, those shown, are not.
func newOther(whole Part, parts []Part, shown int) *OtherRow {
	o := &OtherRow{Parts: len(parts) - shown}
	var nowAddsUp, thenAddedUp bool
	o.Now, nowAddsUp = otherAmounts(whole, parts, shown, func(p Part) Amounts { return p.Now })
	o.WeekAgo, thenAddedUp = otherAmounts(whole, parts, shown, func(p Part) Amounts { return p.WeekAgo })
	if nowAddsUp == thenAddedUp { // else one has what no part has, and the other lacks it
		o.Change = ChangeOf(o.WeekAgo.Total, o.Now.Total)
	}
	return o
}

// otherAmounts is the whole less the parts shown, where the parts add up to no more than the whole, and else what the
// parts that are not shown have.
func otherAmounts(whole Part, parts []Part, shown int, of func(Part) Amounts) (other Amounts, addsUp bool) {
	rest := restOf(whole, parts, func(p Part) Amount { return of(p).Total })
	addsUp = rest.Known && rest.N >= 0
	each := func(of func(Part) Amount) Amount {
		if !addsUp {
			return sumOf(parts[shown:], of)
		}
		if rest := restOf(whole, parts[:shown], of); rest.N >= 0 {
			return rest
		}
		return Amount{}
	}
	return Amounts{
		Total:  each(func(p Part) Amount { return of(p).Total }),
		Input:  each(func(p Part) Amount { return of(p).Input }),
		Output: each(func(p Part) Amount { return of(p).Output }),
	}, addsUp
}

func (b *Breakdown) setShares() {
	var parts []Tokens
	for i := range b.Rows {
		b.Rows[i].Share = ShareOf(b.Rows[i].Now.Total, b.Whole.Now.Total)
		parts = append(parts, b.Rows[i].Now.Total.N)
	}
	if b.Other != nil {
		b.Other.Share = ShareOf(b.Other.Now.Total, b.Whole.Now.Total)
		parts = append(parts, b.Other.Now.Total.N)
	}
	if !b.AddsUp() {
		return
	}
	for i, share := range largestRemainder(parts, b.Whole.Now.Total.N) {
		if i < len(b.Rows) {
			b.Rows[i].Share.PerMille = share
		} else {
			b.Other.Share.PerMille = share
		}
	}
}

// largestRemainder gives the parts of a whole in thousandths that are 1000 together: each is rounded down, and those
// that lost most by it, the first of equals, get one more.
func largestRemainder(parts []Tokens, whole Tokens) []int {
	shares, order := make([]int, len(parts)), make([]int, len(parts))
	lost := make([]uint64, len(parts))
	left := 1000
	for i, part := range parts {
		high, low := bits.Mul64(uint64(part), 1000)
		share, remainder := bits.Div64(high, low, uint64(whole)) // no part is more than the whole
		shares[i], lost[i], order[i] = int(share), remainder, i
		left -= int(share)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(lost[j], lost[i]) })
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}

// driver finds the part that moved the whole most.
func driver(whole Part, parts []Part) *Driver {
	moved, sign := gained(whole), Tokens(1)
	if moved < 0 {
		moved, sign = -moved, -1
	}
	if moved == 0 {
		return nil
	}
	least := moved/3 + min(moved%3, 1) // a third, rounded up
	var most *Driver
	for _, p := range parts {
		if moved := gained(p) * sign; moved >= least && (most == nil || moved > most.Difference*sign) {
			most = &Driver{Part: p, Difference: gained(p), Change: ChangeOf(p.WeekAgo.Total, p.Now.Total)}
		}
	}
	return most
}

// gained is how many tokens more than a week before a part has, or less; 0 where that is not known.
func gained(p Part) Tokens {
	if !p.Now.Total.Known || !p.WeekAgo.Total.Known {
		return 0
	}
	return p.Now.Total.N - p.WeekAgo.Total.N
}
