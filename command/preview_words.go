package command

import (
	"slices"

	"tokenreport/apiclient/lketest"
	"tokenreport/config"
)

// budgetDays is how many ordinary weekdays' usage makes a month's budget of an invented account.
const budgetDays = 27

// inWordsOf has the invented account use the applications, models, businesses and accounts that a report divides its usage
// by or is narrowed to, instead of its own, which such a report would not show; and as much of them as fits its budget.
func inWordsOf(r config.Report, s lketest.Scenario) lketest.Scenario {
	words := wordsOf(r)
	most := 0
	for _, w := range words {
		most = max(most, len(w.values))
	}
	s.Streams = multiplied(s.Streams, most)
	for _, w := range words {
		rename(s.Streams, w)
	}
	if r.Budget.Tokens > 0 {
		s.Weekday = float64(r.Budget.Tokens) / budgetDays
	}
	return s
}

// word is a property of a stream, with the values that it is to have; none: its own.
type word struct {
	values []string
	of     func(*lketest.Stream) *string
	name   func(*lketest.Stream) *string // by which the API calls such a value, which an invented one is not to be; nil: by none
}

func wordsOf(r config.Report) []word {
	f := r.Filter
	return []word{
		{wordsBy(r, config.ByApplication, f.AppBizIDs...), func(s *lketest.Stream) *string { return &s.AppBizID },
			func(s *lketest.Stream) *string { return &s.AppName }},
		{wordsBy(r, config.ByModel, f.ModelName), func(s *lketest.Stream) *string { return &s.ModelName },
			func(s *lketest.Stream) *string { return &s.ModelAlias }},
		{wordsBy(r, config.ByBusiness, f.SubBizType), func(s *lketest.Stream) *string { return &s.SubBizType }, nil},
		{wordsBy(r, config.ByAccount, f.UinAccounts...), func(s *lketest.Stream) *string { return &s.UinAccount }, nil},
		{notEmpty(f.AppType), func(s *lketest.Stream) *string { return &s.AppType }, nil},
		{notEmpty(f.SubScenes...), func(s *lketest.Stream) *string { return &s.SubScene }, nil},
	}
}

// wordsBy are the values that a filter lets through or, without one, the parts of the breakdown.
func wordsBy(r config.Report, by config.Dimension, filter ...string) []string {
	if narrow := notEmpty(filter...); len(narrow) > 0 {
		return narrow
	}
	var values []string
	for _, b := range r.Breakdowns {
		for _, part := range b.Parts {
			if b.By == by {
				values = append(values, part.Value)
			}
		}
	}
	return values
}

func notEmpty(values ...string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}

// multiplied are streams, each so often, with its share divided, that there are enough for the values of a word.
func multiplied(streams []lketest.Stream, enough int) []lketest.Stream {
	times := (enough + len(streams) - 1) / len(streams)
	if times <= 1 {
		return slices.Clone(streams)
	}
	var all []lketest.Stream
	for i := range times {
		for _, s := range streams {
			// Parts of the same size look like none: each round is half the one before.
			s.Share /= float64(int(1)<<(min(i, 30)+1)) * (1 - 1/float64(int(1)<<min(times, 30)))
			all = append(all, s)
		}
	}
	return all
}

// rename gives the streams the values of a word. Streams that had the same keep one in common, as long as there are enough of
// theirs for all the new ones.
func rename(streams []lketest.Stream, w word) {
	if len(w.values) == 0 {
		return
	}
	var own []string
	for i := range streams {
		if value := *w.of(&streams[i]); !slices.Contains(own, value) {
			own = append(own, value)
		}
	}
	for i := range streams {
		at := i
		if len(own) >= len(w.values) {
			at = slices.Index(own, *w.of(&streams[i]))
		}
		*w.of(&streams[i]) = w.values[at%len(w.values)]
		if w.name != nil {
			*w.name(&streams[i]) = *w.of(&streams[i])
		}
	}
}
