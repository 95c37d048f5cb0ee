package report

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"tokenreport/internal/plain"
	"tokenreport/templates"
)

// phrases says things in one language, from its catalogue.
type phrases struct {
	language string
	tag      language.Tag
	texts    map[string]string
	printer  *message.Printer
	group    string // what stands between groups of three digits
}

func newPhrases(set templates.Set, lang string) (phrases, error) {
	texts, err := set.Texts(lang)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return phrases{}, fmt.Errorf("no texts in language %q: choose one of %s", lang, strings.Join(templates.Languages(), ", "))
	case err != nil:
		return phrases{}, err
	}
	p := phrases{language: lang, tag: language.Make(lang), texts: texts}
	p.printer = message.NewPrinter(p.tag)
	p.group = strings.Trim(p.printer.Sprint(number.Decimal(1000)), "01")
	return p, nil
}

// say returns a text with its values put in, given as pairs of name and value.
func (p phrases) say(key string, pairs ...string) string {
	text, ok := p.texts[key]
	if !ok {
		// A test holds every key used here against every catalogue.
		panic(fmt.Sprintf("the %s catalogue has no %q", p.language, key))
	}
	return fill(text, pairs)
}

// fill puts values in the place of their names in braces. What is in braces and is no name stays; so do braces in values.
func fill(text string, pairs []string) string {
	var filled strings.Builder
	for len(pairs) > 0 {
		before, rest, opened := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !opened || !closed {
			break
		}
		filled.WriteString(before)
		if value, named := valueOf(pairs, name); named {
			filled.WriteString(plain.Isolate(value))
			text = after
		} else {
			filled.WriteByte('{')
			text = rest
		}
	}
	filled.WriteString(text)
	return filled.String()
}

func valueOf(pairs []string, name string) (value string, named bool) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1], true
		}
	}
	return "", false
}

// count is say for a text that depends on a number: the key's form for n, by the language's plural rule.
func (p phrases) count(key string, n int, pairs ...string) string {
	const large = 10_000_000
	if n >= large { // of such numbers the last digits tell the form, but 10,000,001 is not 1
		n = large + n%large
	}
	form := pluralForms[plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0)]
	for _, form := range []string{form, ".other", ""} {
		if _, ok := p.texts[key+form]; ok {
			return p.say(key+form, pairs...)
		}
	}
	return p.say(key, pairs...)
}

// pluralForms are how keys end that have a form for some numbers. A catalogue has those that its language tells apart.
var pluralForms = map[plural.Form]string{
	plural.Zero: ".zero", plural.One: ".one", plural.Two: ".two", plural.Few: ".few", plural.Many: ".many", plural.Other: ".other",
}

func (p phrases) list(key string) []string { return strings.Split(p.say(key), "|") }

// date is a day in words, with its weekday.
func (p phrases) date(t time.Time) string {
	return p.say("date.long",
		"weekday", p.list("date.weekdays")[t.Weekday()],
		"day", fmt.Sprint(t.Day()),
		"month", p.list("date.months")[t.Month()-1],
		"year", fmt.Sprint(t.Year()))
}

// duration is a length of time in hours and minutes.
func (p phrases) duration(d time.Duration) string {
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case minutes == 0 && hours > 0:
		return p.say("duration.hours", "hours", fmt.Sprint(hours))
	case hours == 0:
		return p.say("duration.minutes", "minutes", fmt.Sprint(minutes))
	default:
		return p.say("duration.both", "hours", fmt.Sprint(hours), "minutes", fmt.Sprint(minutes))
	}
}

// step names the length of an interval.
func (p phrases) step(d time.Duration) string {
	switch d {
	case time.Minute:
		return p.say("step.minute")
	case 5 * time.Minute:
		return p.say("step.five")
	case time.Hour:
		return p.say("step.hour")
	default:
		return p.say("step.day")
	}
}

// clock is the time of day of an instant of the period; where the clocks were put back, a time that happened
// twice carries the name of its offset.
func clock(p Period, t time.Time) string {
	if t.Equal(p.Until) {
		return "24:00"
	}
	const hm = "15:04"
	text := t.Format(hm)
	if before, after := t.Add(-2*time.Hour), t.Add(2*time.Hour); offset(before) == offset(t) && offset(t) == offset(after) {
		return text // as nearly always; the rest takes ten times as long
	}
	for _, shift := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour} {
		if t.Add(shift).Format(hm) == text || t.Add(-shift).Format(hm) == text {
			return text + t.Format(" MST")
		}
	}
	return text
}

func (p phrases) clocks(period Period, s Span) string {
	return p.say("range", "from", clock(period, s.From), "until", clock(period, s.Until))
}

// zone names the period's zone and its offset, or both offsets where the clocks changed.
func (p phrases) zone(period Period) string {
	name := period.Zone().String()
	before, after := utcOffset(period.From), utcOffset(period.Until.Add(-time.Second))
	if before != after {
		return p.say("zone.changing", "name", name, "before", before, "after", after)
	}
	return p.say("zone", "name", name, "offset", before)
}

func utcOffset(t time.Time) string { return offsetName(offset(t)) }

// offset is how much later than UTC the clocks are.
func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}
