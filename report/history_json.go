package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"tokenreport/internal/seal"
)

// dayVersion is the version of a day's stored form. It rises with every change: an older program then refuses what it
// would misread, and the day is fetched again. Version 1, which has neither source nor checksum nor labels, is read for ever.
const (
	dayVersion      = 2
	firstDayVersion = 1
)

// daySource is the API that days come from. A day of another one counts other things.
const daySource = "lke"

// storedDay is a day as it is stored. What is unknown is null.
type storedDay struct {
	Version  int       `json:"tokenreport_day"`
	Source   string    `json:"source,omitempty"`
	Date     string    `json:"date"`
	Zone     string    `json:"zone"`
	From     int64     `json:"from"` // Unix seconds; a later time-zone database may know the day's bounds better
	Until    int64     `json:"until"`
	Total    *Tokens   `json:"total"`
	Input    *Tokens   `json:"input"`
	Output   *Tokens   `json:"output"`
	Calls    *Tokens   `json:"calls"`
	Complete bool      `json:"complete"`
	Hours    []*Tokens `json:"hours"`
	// Parts are by dimension and ID; each has total, input and output.
	Parts  map[Dimension]map[string][3]*Tokens `json:"parts"`
	Labels Labels                              `json:"labels,omitempty"`
	Marks  Labels                              `json:"marks,omitempty"`
}

// EncodeDay writes a day as JSON of one line, about half a kilobyte without its parts, to be kept between runs.
// It ends with a checksum.
func EncodeDay(d Day) ([]byte, error) {
	stored := storedForm(d)
	stored.Version, stored.Source, stored.Labels, stored.Marks = dayVersion, daySource, d.Labels, d.Marks
	b, err := seal.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("write the day %s as JSON: %w", d.Period.Name(), err)
	}
	return b, nil
}

// storedForm is a day in version 1.
func storedForm(d Day) storedDay {
	stored := storedDay{
		Version: firstDayVersion,
		Date:    d.Period.Name(), Zone: d.Period.Zone().String(), From: d.Period.From.Unix(), Until: d.Period.Until.Unix(),
		Total: storedAmount(d.Total), Input: storedAmount(d.Input), Output: storedAmount(d.Output), Calls: storedAmount(d.Calls),
		Complete: d.Complete,
	}
	for _, amount := range d.Hours {
		stored.Hours = append(stored.Hours, storedAmount(amount))
	}
	stored.Parts = storedParts(d.Parts)
	return stored
}

func storedParts(parts []DayPart) map[Dimension]map[string][3]*Tokens {
	stored := map[Dimension]map[string][3]*Tokens{}
	for _, p := range parts {
		if stored[p.Dimension] == nil {
			stored[p.Dimension] = map[string][3]*Tokens{}
		}
		stored[p.Dimension][p.ID] = [3]*Tokens{storedAmount(p.Total), storedAmount(p.Input), storedAmount(p.Output)}
	}
	return stored
}

// partsOf are in the order of their dimensions and IDs.
func partsOf(stored map[Dimension]map[string][3]*Tokens) []DayPart {
	var parts []DayPart
	for _, dimension := range slices.Sorted(maps.Keys(stored)) {
		for _, id := range slices.Sorted(maps.Keys(stored[dimension])) {
			amounts := stored[dimension][id]
			parts = append(parts, DayPart{dimension, id, Amounts{amountOf(amounts[0]), amountOf(amounts[1]), amountOf(amounts[2])}})
		}
	}
	return parts
}

func storedAmount(a Amount) *Tokens {
	if !a.Known {
		return nil
	}
	return &a.N
}

func amountOf(stored *Tokens) Amount {
	if stored == nil {
		return Amount{}
	}
	return Known(*stored)
}

// DecodeDay reads what [EncodeDay] wrote of a period, or wrote in version 1. It is an error if it is of another period or zone, of a later
// version, from another source, or anything that EncodeDay would not have written, which is a [seal.ErrDamaged]: fetch the day again.
func DecodeDay(b []byte, p Period) (Day, error) {
	d, err := decodeDay(b, p)
	if err != nil {
		return Day{}, fmt.Errorf("read the stored day %s: %w", p.Name(), err)
	}
	return d, nil
}

func decodeDay(b []byte, p Period) (Day, error) {
	object, sealed, err := seal.Open(b)
	if err != nil {
		return Day{}, err
	}
	var stored storedDay
	if err := json.Unmarshal(object, &stored); err != nil {
		return Day{}, damaged("it is no such JSON: %w", err)
	}
	if sealed != (stored.Version > firstDayVersion) {
		return Day{}, damaged("its version is %d, with a checksum %t", stored.Version, sealed)
	}
	if err := stored.check(p); err != nil {
		return Day{}, err
	}
	d := Day{
		Period: p, Complete: stored.Complete,
		Total: amountOf(stored.Total), Input: amountOf(stored.Input), Output: amountOf(stored.Output),
		Calls: amountOf(stored.Calls),
	}
	for hour, amount := range stored.Hours {
		d.Hours[hour] = amountOf(amount)
	}
	d.Parts = partsOf(stored.Parts)
	if err := checkHours(d); err != nil {
		return Day{}, err
	}
	// What has further, repeated or misspelt members, or lacks some, is not of this program.
	same := storedForm(d)
	if stored.Version == dayVersion {
		d.Labels, d.Marks = stored.Labels, stored.Marks
		same.Version, same.Source, same.Labels, same.Marks = dayVersion, daySource, d.Labels, d.Marks
	}
	again, err := json.Marshal(same)
	if err != nil {
		return Day{}, err
	}
	if !bytes.Equal(again, object) {
		return Day{}, damaged("its members are not those that are written")
	}
	return d, nil
}

// damaged is what a day's line cannot be if it is as it was written.
func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %w", seal.ErrDamaged, fmt.Errorf(format, args...))
}

func (s storedDay) check(p Period) error {
	switch {
	case s.Version < firstDayVersion || s.Version > dayVersion:
		return fmt.Errorf("its version is %d, not %d", s.Version, dayVersion)
	case s.Version == dayVersion && s.Source != daySource:
		return fmt.Errorf("its source is %q, not %s", s.Source, daySource)
	case s.Date != p.Name() || s.Zone != p.Zone().String():
		return fmt.Errorf("it is of %q in %q, not in %s", s.Date, s.Zone, p.Zone())
	case s.From != p.From.Unix() || s.Until != p.Until.Unix():
		return fmt.Errorf("it lasts from %d to %d, but the day from %d to %d", s.From, s.Until, p.From.Unix(), p.Until.Unix())
	case len(s.Hours) != len(Day{}.Hours):
		return fmt.Errorf("it has %d hours", len(s.Hours))
	}
	return nil
}

// checkHours refuses negative amounts, and hours that cannot be those of the total.
func checkHours(d Day) error {
	amounts := append([]Amount{d.Total, d.Input, d.Output, d.Calls}, d.Hours[:]...)
	for _, p := range d.Parts {
		amounts = append(amounts, p.Total, p.Input, p.Output)
	}
	if slices.ContainsFunc(amounts, func(a Amount) bool { return a.N < 0 }) {
		return damaged("it has a negative amount")
	}
	rest, whole := d.Total.N, true
	if !d.Total.Known {
		rest = math.MaxInt64
	}
	for _, hour := range d.Hours {
		if hour.N > rest {
			return damaged("its hours are more than its total")
		}
		rest -= hour.N
		whole = whole && hour.Known
	}
	if whole && d.Total.Known && rest != 0 {
		return damaged("its hours are %d less than its total", rest)
	}
	return nil
}
