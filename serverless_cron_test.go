package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A cronExpression is SCF's kind of cron: second, minute, hour, day, month, weekday and year, of the characters
// "," "-" "*" and "/". A day and a weekday that are both restricted mean one or the other.
type cronExpression struct {
	fields [7]cronField
}

// A cronField holds the numbers at which a field matches.
type cronField struct {
	numbers []int
	any     bool // written as *
}

// The fields in their order.
const (
	cronSecond = iota
	cronMinute
	cronHour
	cronDay
	cronMonth
	cronWeekday
	cronYear
)

type cronRange struct {
	name     string
	min, max int
	words    []string // words[i] stands for min+i
}

func cronRanges() [7]cronRange {
	return [7]cronRange{
		{"second", 0, 59, nil},
		{"minute", 0, 59, nil},
		{"hour", 0, 23, nil},
		{"day", 1, 31, nil},
		{"month", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")},
		{"weekday", 0, 6, strings.Fields("SUN MON TUE WED THU FRI SAT")},
		{"year", 1970, 2099, nil},
	}
}

func parseCron(expression string) (cronExpression, error) {
	var cron cronExpression
	words := strings.Fields(expression)
	if len(words) != len(cron.fields) {
		return cron, fmt.Errorf("cron %q has %d fields; it must have %d", expression, len(words), len(cron.fields))
	}
	for i, r := range cronRanges() {
		var err error
		if cron.fields[i], err = r.parse(words[i]); err != nil {
			return cron, fmt.Errorf("cron %q: %s: %w", expression, r.name, err)
		}
	}
	return cron, nil
}

// parse reads a field: parts separated by commas, each *, N, N-M or, with a step, */S, N/S, N-M/S.
func (r cronRange) parse(field string) (cronField, error) {
	parsed := cronField{any: field == "*"}
	for part := range strings.SplitSeq(field, ",") {
		span, step, stepped := strings.Cut(part, "/")
		first, last, every := r.min, r.max, 1
		var err error
		if span != "*" {
			from, to, isSpan := strings.Cut(span, "-")
			if first, err = r.number(from); err != nil {
				return parsed, err
			}
			if isSpan {
				if last, err = r.number(to); err != nil {
					return parsed, err
				}
			} else if !stepped {
				last = first
			}
		}
		if stepped {
			if every, err = strconv.Atoi(step); err != nil || every < 1 {
				return parsed, fmt.Errorf("%q is not a step", step)
			}
		}
		if first > last {
			return parsed, fmt.Errorf("%q runs backwards", span)
		}
		for n := first; n <= last; n += every {
			parsed.numbers = append(parsed.numbers, n)
		}
	}
	return parsed, nil
}

func (r cronRange) number(text string) (int, error) {
	if i := slices.Index(r.words, strings.ToUpper(text)); i >= 0 {
		return r.min + i, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < r.min || n > r.max {
		return 0, fmt.Errorf("%q is not a number from %d to %d", text, r.min, r.max)
	}
	return n, nil
}

func (c cronExpression) matches(field, n int) bool {
	return slices.Contains(c.fields[field].numbers, n)
}

// firings are the instants of one day, given by its midnight, at which the timer fires.
func (c cronExpression) firings(day time.Time) []time.Time {
	if !c.matches(cronYear, day.Year()) || !c.matches(cronMonth, int(day.Month())) || !c.firesOn(day) {
		return nil
	}
	var at []time.Time
	for _, hour := range c.fields[cronHour].numbers {
		for _, minute := range c.fields[cronMinute].numbers {
			for _, second := range c.fields[cronSecond].numbers {
				at = append(at, time.Date(day.Year(), day.Month(), day.Day(), hour, minute, second, 0, day.Location()))
			}
		}
	}
	return at
}

func (c cronExpression) firesOn(day time.Time) bool {
	ofMonth, ofWeek := c.matches(cronDay, day.Day()), c.matches(cronWeekday, int(day.Weekday()))
	if c.fields[cronDay].any || c.fields[cronWeekday].any {
		return ofMonth && ofWeek
	}
	return ofMonth || ofWeek
}

// TestCron holds the reader of the timer's expression to the platform's description of it.
func TestCron(t *testing.T) {
	sunday := time.Date(2026, 11, 22, 0, 0, 0, 0, platformZone)
	for _, test := range []struct {
		expression string
		want       string // the firings of that day, "" for none
	}{
		{"0 0 9 * * * *", "09:00:00"},
		{"30 15 6-8/2 * * * *", "06:15:30 08:15:30"},
		{"0 */20 5 * * * *", "05:00:00 05:20:00 05:40:00"},
		{"0 50/5 5 * * * *", "05:50:00 05:55:00"},
		{"0 0 1,3 22 NOV SUN 2026", "01:00:00 03:00:00"},
		{"0 0 1 * 1-10 * *", ""},
		{"0 0 1 * * 1-6 *", ""},
		{"0 0 1 23 * * *", ""},
		{"0 0 1 23 * 0 *", "01:00:00"}, // day or weekday
		{"0 0 1 22 * MON *", "01:00:00"},
		{"0 0 1 * * * 2027-2099", ""},
	} {
		cron, err := parseCron(test.expression)
		if err != nil {
			t.Error(err)
			continue
		}
		var got []string
		for _, at := range cron.firings(sunday) {
			got = append(got, at.Format(time.TimeOnly))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s fires at %q; want %q", test.expression, got, test.want)
		}
	}
	for _, expression := range []string{
		"", "0 9 * * *", "0 0 9 * * * * *", "60 0 9 * * * *", "0 0 9 0 * * *", "0 0 9 * * 7 *", "0 0 9 ? * * *",
		"0 0 9 L * * *", "0 0 9 * * 1#1 *", "0 0 9-7 * * * *", "0 */0 9 * * * *", "0 0 9, * * * *", "0 0 9 * * * 1969",
	} {
		if _, err := parseCron(expression); err == nil {
			t.Errorf("%q was read as a cron expression", expression)
		}
	}
}
