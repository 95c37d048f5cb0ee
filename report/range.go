package report

// Within are the periods of a cadence in the stretch from the first moment of one day until the last of another, both days
// of one zone and included: those that lie in it as a whole, in order, and those of which it holds a part only, which are one
// at either end at most. Both are empty where until is before from. A date that the zone skipped is no day of it.
func Within(c Cadence, from, until Period) (whole, partly []Period) {
	for p := containing(c, from.From); p.From.Before(until.Until); p = containing(c, p.Until) {
		if p.From.Before(from.From) || p.Until.After(until.Until) {
			partly = append(partly, p)
			continue
		}
		whole = append(whole, p)
	}
	return whole, partly
}
