package report

import "slices"

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

// medianTokens is the value in the middle of some, at least one, which it sorts; of the two there, their
// mean with halves up.
func medianTokens(values []Tokens) Tokens {
	slices.Sort(values)
	n := len(values)
	lower, upper := values[(n-1)/2], values[n/2]
	return lower + (upper-lower+1)/2
}
