package report

import (
	"math"
	"math/big"
)

// Change is by how much an amount differs from one before. The zero Change is none: nothing is said of what was 0
// before, or is unknown.
type Change struct{ Before, After Tokens }

// ChangeOf is the change between two amounts; none where one is unknown or the first is not above 0.
func ChangeOf(before, after Amount) Change {
	if !before.Known || !after.Known || before.N <= 0 {
		return Change{}
	}
	return Change{before.N, after.N}
}

// Known says whether there is a change to tell of, be it of 0.
func (c Change) Known() bool { return c.Before > 0 }

// Difference is how many tokens more it is, or less.
func (c Change) Difference() Tokens { return c.After - c.Before }

// PerMille is the difference in thousandths of what was before, halves away from zero. What is beyond an int is the
// largest int. 0 where the change is not known.
func (c Change) PerMille() int {
	if !c.Known() {
		return 0
	}
	return thousandths(c.Difference(), c.Before)
}

// Share is a part of a whole in thousandths. The zero Share is unknown.
type Share struct {
	PerMille int
	Known    bool
}

// ShareOf is the share of a part, halves away from zero; unknown where one of the two is, or the whole is not above
// 0. The part may be more than the whole.
func ShareOf(part, whole Amount) Share {
	if !part.Known || !whole.Known || whole.N <= 0 {
		return Share{}
	}
	return Share{thousandths(part.N, whole.N), true}
}

// thousandths is n in thousandths of a whole above 0, halves away from zero, within what an int holds.
func thousandths(n, whole Tokens) int {
	return bigThousandths(big.NewInt(int64(n)), big.NewInt(int64(whole)))
}

func bigThousandths(n, whole *big.Int) int {
	twice := new(big.Int).Mul(new(big.Int).Abs(n), big.NewInt(2000))
	twice.Add(twice, whole).Quo(twice, new(big.Int).Mul(whole, big.NewInt(2)))
	if !twice.IsInt64() || twice.Int64() > math.MaxInt {
		twice.SetInt64(math.MaxInt)
	}
	return int(twice.Int64()) * n.Sign()
}
