package report

import (
	"cmp"
	"math/big"
	"slices"
)

// Part is what one application, model, sub-business type or account used.
type Part struct {
	ID   string // the value of the filter
	Name string // as it is shown; it is not cut
	// Mark tells a part from others whose name looks the same: the end of its ID, in brackets; else empty.
	Mark string
	Now  Amounts
	// Past is what it used in each period that the whole is compared with: as many for every part as for the whole.
	Past []Amounts
}

// Before is what the part is compared with, the median of its past: unknown unless it is known of all the periods that the
// whole's is made of.
func (p Part) Before() Amounts { return medianAmounts(p.Past) }

func medianAmounts(past []Amounts) Amounts {
	median := func(of func(Amounts) Amount) Amount {
		var values []Tokens
		for _, a := range past {
			if !of(a).Known {
				return Amount{}
			}
			values = append(values, of(a).N)
		}
		if len(values) == 0 {
			return Amount{}
		}
		return Known(medianTokens(values))
	}
	return Amounts{
		Total:  median(func(a Amounts) Amount { return a.Total }),
		Input:  median(func(a Amounts) Amount { return a.Input }),
		Output: median(func(a Amounts) Amount { return a.Output }),
	}
}

// PartRow is a part beside the whole.
type PartRow struct {
	Part
	Share  Share  // of the whole's total
	Change Change // of the total against what it is compared with
}

// OtherRow is what is not among the rows: the parts folded, and what the whole has beyond all parts.
type OtherRow struct {
	Parts       int // folded; 0 where there is only what the whole has beyond the parts
	Now, Before Amounts
	Share       Share
	Change      Change
}

// Breakdown is a whole by the parts of one dimension.
type Breakdown struct {
	Whole Part // all usage; its ID and Name are empty
	Rows  []PartRow
	Other *OtherRow // nil where the rows are all
	// Rest is the whole's total less that of all parts: what no part has or, below 0, by how much the parts together
	// exceed the whole. Unknown where one of them is.
	Rest Amount
	// Change is of the whole's total against what it is compared with.
	Change Change
	// Driver is the part that moved the whole most; nil where none stands out.
	Driver *Driver
	// Widespread says that the whole changed across its parts: none stands out.
	Widespread bool
}

// AddsUp says whether the rows and Other are the whole. Their shares are then 1000 thousandths together; else each is
// rounded by itself.
func (b Breakdown) AddsUp() bool { return b.Rest.Known && b.Rest.N >= 0 && b.Whole.Now.Total.N > 0 }

// Driver is a part that explains a third or more of how the whole changed, at least 1.5 times what its usual share of
// the whole would make it explain, and more than any other.
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
		Change: ChangeOf(whole.Before().Total, whole.Now.Total), Driver: driver(whole, parts),
		Widespread: isWidespread(whole, parts),
	}
	parts = slices.SortedFunc(slices.Values(parts), largestFirst)
	unassigned := b.Rest.Known && b.Rest.N > 0
	shown := min(max(top, 1), len(parts))
	if shown == len(parts)-1 && !unassigned {
		shown++
	}
	for _, p := range parts[:shown] {
		b.Rows = append(b.Rows, PartRow{Part: p, Change: ChangeOf(p.Before().Total, p.Now.Total)})
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
	now, nowAddsUp := otherAmounts(whole, parts, shown, func(p Part) Amounts { return p.Now })
	comparable := true
	var past []Amounts
	for i := range whole.Past {
		then, thenAddedUp := otherAmounts(whole, parts, shown, func(p Part) Amounts { return p.Past[i] })
		past, comparable = append(past, then), comparable && nowAddsUp == thenAddedUp
	}
	o.Now, o.Before = now, medianAmounts(past)
	if comparable { // else one has what no part has, and the other lacks it
		o.Change = ChangeOf(o.Before.Total, o.Now.Total)
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
	var parts []*big.Int
	shareOf := func(a Amount) Share {
		parts = append(parts, new(big.Int).Mul(big.NewInt(int64(a.N)), big.NewInt(1000)))
		return ShareOf(a, b.Whole.Now.Total)
	}
	for i := range b.Rows {
		b.Rows[i].Share = shareOf(b.Rows[i].Now.Total)
	}
	if b.Other != nil {
		b.Other.Share = shareOf(b.Other.Now.Total)
	}
	if !b.AddsUp() {
		return
	}
	for i, share := range largestRemainder(parts, big.NewInt(int64(b.Whole.Now.Total.N)), big.NewInt(1000)) {
		if i < len(b.Rows) {
			b.Rows[i].Share.PerMille = int(share.Int64())
		} else {
			b.Other.Share.PerMille = int(share.Int64())
		}
	}
}

// largestRemainder counts parts, none below 0, in whole units that are the given sum together, as the parts nearly are: each is
// rounded down, and those that lost most by it, the first of equals, get one more.
func largestRemainder(parts []*big.Int, unit, sum *big.Int) []*big.Int {
	counts, lost, order := make([]*big.Int, len(parts)), make([]*big.Int, len(parts)), make([]int, len(parts))
	left := new(big.Int).Set(sum)
	for i, part := range parts {
		counts[i], lost[i] = new(big.Int).QuoRem(part, unit, new(big.Int))
		order[i] = i
		left.Sub(left, counts[i])
	}
	slices.SortStableFunc(order, func(i, j int) int { return lost[j].Cmp(lost[i]) })
	for _, i := range order[:left.Int64()] {
		counts[i].Add(counts[i], big.NewInt(1))
	}
	return counts
}

// driver finds the part that moved the whole most.
func driver(whole Part, parts []Part) *Driver {
	var most *Driver
	for _, p := range parts {
		d := Driver{Part: p, Difference: gained(p), Change: ChangeOf(p.Before().Total, p.Now.Total)}
		if drives(whole, p) && (most == nil || d.Difference.abs() > most.Difference.abs()) {
			most = &d
		}
	}
	return most
}

// drives says whether a part explains a third or more of how the whole changed, and 1.5 times what its usual share would
// make it explain. A part of which too little is known does not.
func drives(whole, part Part) bool {
	moved, by, usual, all := gained(whole), gained(part), part.Before().Total, whole.Before().Total
	if moved == 0 || by == 0 || (moved > 0) != (by > 0) {
		return false
	}
	third := moved.abs()/3 + min(moved.abs()%3, 1) // rounded up
	explained, expected := product(2, by.abs(), all.N), product(3, moved.abs(), usual.N)
	return by.abs() >= third && explained.Cmp(expected) >= 0
}

func product(factors ...Tokens) *big.Int {
	n := big.NewInt(1)
	for _, f := range factors {
		n.Mul(n, big.NewInt(int64(f)))
	}
	return n
}

// isWidespread says whether the whole changed, everything that is compared is known, no part that usually has a tenth went
// against it, and none of them drove it, nor did what no part has.
func isWidespread(whole Part, parts []Part) bool {
	moved, all := gained(whole), whole.Before().Total
	rest := Part{Now: Amounts{Total: restOf(whole, parts, func(p Part) Amount { return p.Now.Total })}}
	for i := range whole.Past {
		rest.Past = append(rest.Past, Amounts{Total: restOf(whole, parts, func(p Part) Amount { return p.Past[i].Total })})
	}
	if rest.Now.Total != Known(0) {
		parts = append(slices.Clone(parts), rest)
	}
	return moved != 0 && len(parts) > 1 && !slices.ContainsFunc(parts, func(p Part) bool {
		before, by := p.Before().Total, gained(p)
		against := by != 0 && (by > 0) != (moved > 0) && product(10, before.N).Cmp(product(all.N)) >= 0
		return !p.Now.Total.Known || !before.Known || against || drives(whole, p)
	})
}

// gained is how many tokens more than before a part has, or less; 0 where that is not known.
func gained(p Part) Tokens {
	before := p.Before().Total
	if !p.Now.Total.Known || !before.Known {
		return 0
	}
	return p.Now.Total.N - before.N
}
