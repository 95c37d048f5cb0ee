package report

import (
	"math/big"
	"slices"
)

// Amounts are the three sums of a day, or of a part of it.
type Amounts struct{ Total, Input, Output Amount }

// sumOf adds up one amount of each; unknown where one of them does not know it, where there is none to add, and where
// the sum is beyond what can be counted.
func sumOf[T any](all []T, of func(T) Amount) Amount {
	var sum Tokens
	for _, one := range all {
		a := of(one)
		n, err := add(sum, a.N)
		if err != nil || !a.Known {
			return Amount{}
		}
		sum = n
	}
	return Amount{N: sum, Known: len(all) > 0}
}

// amountsOf adds up the amounts of each, every sum as sumOf does.
func amountsOf[T any](all []T, of func(T) Amounts) Amounts {
	return Amounts{
		Total:  sumOf(all, func(one T) Amount { return of(one).Total }),
		Input:  sumOf(all, func(one T) Amount { return of(one).Input }),
		Output: sumOf(all, func(one T) Amount { return of(one).Output }),
	}
}

// scaled is the amount times n, divided by a number above 0, halves up; unknown where that is beyond what can be counted.
func (a Amount) scaled(n, by int) Amount {
	product := new(big.Int).Mul(big.NewInt(int64(a.N)), big.NewInt(2*int64(n)))
	product.Add(product, big.NewInt(int64(by))).Quo(product, big.NewInt(2*int64(by)))
	if !a.Known || !product.IsInt64() {
		return Amount{}
	}
	return Known(Tokens(product.Int64()))
}

// over is the amount divided by a number above 0, halves up.
func (a Amount) over(n Tokens) Amount {
	if !a.Known {
		return Amount{}
	}
	return Known(a.N/n + (a.N%n)/(n/2+n%2))
}

func (a Amounts) scaled(n, by int) Amounts {
	return Amounts{a.Total.scaled(n, by), a.Input.scaled(n, by), a.Output.scaled(n, by)}
}

// medianTokens is the value in the middle of some, at least one, which it sorts; of the two there, their
// mean with halves up.
func medianTokens(values []Tokens) Tokens {
	slices.Sort(values)
	n := len(values)
	lower, upper := values[(n-1)/2], values[n/2]
	return lower + (upper-lower+1)/2
}
