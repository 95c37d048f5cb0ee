package config

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// quantity reads a number with its unit, by a parse whose errors complete "which …"; accepted completes "give …".
func quantity[T any](n *node, fallback T, parse func(string) (T, error), accepted string) T {
	text, ok := n.str()
	if !ok {
		return fallback
	}
	value, err := parse(text)
	if err != nil {
		n.refuse("is "+n.shown()+", which "+err.Error(), accepted)
		return fallback
	}
	return value
}

var bareNumber = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

const percentageAccepted = "a percentage such as 1% or 0.5%, from 0% to 100% and with at most two decimals"

var percentage = regexp.MustCompile(`^([0-9]{1,3})(?:\.([0-9]{1,2}))? ?%$`)

// parseBasisPoints reads "1%" as 100 and "0.5 %" as 50. Without the sign, 0.01 might mean 1% or 0.01%.
func parseBasisPoints(text string) (BasisPoints, error) {
	match := percentage.FindStringSubmatch(text)
	switch {
	case bareNumber.MatchString(text):
		return 0, errors.New(`has no "%" after it`)
	case match == nil:
		return 0, errors.New("is no percentage")
	}
	hundredths, err := strconv.Atoi(match[1] + (match[2] + "00")[:2])
	if err != nil || hundredths > 100_00 {
		return 0, errors.New("is more than 100%")
	}
	return BasisPoints(hundredths), nil
}

const holidaysAccepted = "a date such as 2026-10-01, or two with .. between them: 2026-10-02..2026-10-07"

func readHolidays(n *node) []DateRange {
	var holidays []DateRange
	for _, item := range n.list() {
		if r := quantity(item, DateRange{}, parseDates, holidaysAccepted); r != (DateRange{}) {
			holidays = append(holidays, r)
		}
	}
	return holidays
}

// parseDates reads a date, or the first and the last of several. Its errors complete "which …".
func parseDates(text string) (DateRange, error) {
	first, last, ranged := strings.Cut(text, "..")
	if !ranged {
		last = first
	}
	r := DateRange{strings.TrimSpace(first), strings.TrimSpace(last)}
	for _, date := range []string{r.First, r.Last} {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return DateRange{}, errors.New("is no date of the calendar")
		}
	}
	if r.Last < r.First {
		return DateRange{}, errors.New("ends before it begins")
	}
	return r, nil
}

const mailSizeAccepted = "a whole number of KB or MB from 20KB to 100MB, such as 10MB or 500KB (1 MB is 1,000,000 bytes)"

var (
	size     = regexp.MustCompile(`^([0-9]{1,9}) ?(KB|MB)$`)
	sizeUnit = map[string]int64{"KB": 1_000, "MB": 1_000_000}
)

// parseMailSize reads "10MB" as 10,000,000 bytes. Below the least, hardly a mail's text would fit.
func parseMailSize(text string) (int64, error) {
	const least, most = 20_000, 100_000_000
	match := size.FindStringSubmatch(text)
	switch {
	case bareNumber.MatchString(text):
		return 0, errors.New("has no unit after it")
	case match == nil:
		return 0, errors.New("is no size")
	}
	number, err := strconv.ParseInt(match[1], 10, 64)
	bytes := number * sizeUnit[match[2]] // nine digits of the larger unit are far from overflowing
	switch {
	case err != nil || bytes > most:
		return 0, errors.New("is more than 100MB")
	case bytes < least:
		return 0, errors.New("is less than 20KB")
	}
	return bytes, nil
}

const linkLifeAccepted = "a duration from 1m to 7d, such as 168h, 7d or 90m"

// parseLinkLife reads a duration of at least a minute and at most [longestLinkLife].
func parseLinkLife(text string) (time.Duration, error) {
	life, err := parseDuration(text)
	switch {
	case bareNumber.MatchString(text):
		return 0, errors.New("has no unit after it")
	case err != nil:
		return 0, errors.New("is no duration")
	case life < time.Minute:
		return 0, errors.New("is less than 1m")
	case life > longestLinkLife:
		return 0, errors.New("is more than 7d")
	}
	return life, nil
}

// parseDuration reads what [time.ParseDuration] does and, beyond it, whole days of 24 hours: "7d".
func parseDuration(text string) (time.Duration, error) {
	number, inDays := strings.CutSuffix(text, "d")
	if !inDays {
		return time.ParseDuration(text)
	}
	days, err := strconv.ParseUint(number, 10, 16) // as many as a Duration can hold
	return time.Duration(days) * 24 * time.Hour, err
}
