package report

// Tokens counts LLM tokens. It is an integer everywhere: a float64 loses units beyond 2^53.
type Tokens int64

// Amount is a number of tokens that may be unknown. The zero value is unknown; it is shown as "–", never as 0.
type Amount struct {
	N     Tokens
	Known bool
}

// Known returns a known amount.
func Known(n Tokens) Amount { return Amount{N: n, Known: true} }

// equals says whether two amounts are shown alike: an unknown one has no number.
func (a Amount) equals(b Amount) bool {
	return a.Known == b.Known && (!a.Known || a.N == b.N)
}

func (n Tokens) abs() Tokens { return max(n, -n) }
