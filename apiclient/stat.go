package apiclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Stat is one point of a series (API document, data structure Stat). Both members may be null, and
// whatever the API puts there is kept: [Label.Time] and [Number.Int64] say what is wrong with it.
type Stat struct {
	X Label  // the interval
	Y Number // tokens, or calls
}

// UnmarshalJSON implements [json.Unmarshaler]. An element that is not an object becomes a point whose X and
// Y both report it.
func (s *Stat) UnmarshalJSON(raw []byte) error {
	if s.unmarshalUsual(raw) {
		return nil
	}
	var members struct{ X, Y json.RawMessage }
	if err := json.Unmarshal(raw, &members); err != nil {
		text := string(raw)
		*s = Stat{X: Label{text: text, state: labelStray}, Y: Number{text: text, state: numberInvalid}}
		return nil
	}
	return errors.Join(s.X.UnmarshalJSON(members.X), s.Y.UnmarshalJSON(members.Y))
}

// unmarshalUsual reads a point as the API writes it, {"X":"202411190935","Y":36641}, at a tenth of the cost. It reports false,
// and reads nothing, for any other spelling. That it is JSON is known.
func (s *Stat) unmarshalUsual(raw []byte) bool {
	const before, between, after = `{"X":"`, `","Y":`, `}`
	label, number, ok := strings.Cut(string(raw), between)
	label, opened := strings.CutPrefix(label, before)
	number, closed := strings.CutSuffix(number, after)
	if !ok || !opened || !closed || !isDigits(label) || strings.Trim(number, "0123456789.eE+-") != "" {
		return false
	}
	*s = Stat{X: Label{state: labelText, text: label}, Y: ParseNumber(number)}
	return true
}

// Label is the X of a point: the interval in the API's own words.
//
// The zero Label is null.
type Label struct {
	state labelState
	text  string
}

type labelState uint8

const (
	labelNull  labelState = iota
	labelText             // a JSON string, or another value in its place
	labelStray            // the whole point, which was not an object
)

// ErrLabel says that a label is not an interval that the API document describes.
var ErrLabel = errors.New("not a label: want YYYYMMDDHHmm, YYYYMMDDHH or YYYYMMDD")

// UnmarshalJSON implements [json.Unmarshaler]. It returns no error for any JSON value: one that is not a
// string keeps its JSON text, so that 20241119 reads like "20241119".
func (l *Label) UnmarshalJSON(raw []byte) error {
	if isNull(raw) {
		*l = Label{}
		return nil
	}
	*l = Label{state: labelText, text: jsonText(raw)}
	return nil
}

// Text is the label as it came, in full; empty for null. It is remote text: cut and clean it before it is shown.
func (l Label) Text() string { return l.text }

// Null reports whether the API gave null, or nothing.
func (l Label) Null() bool { return l.state == labelNull }

// Time is [ParseLabel] of the text. The error is [ErrNull] or [ErrLabel], wrapped with the text.
func (l Label) Time(zone *time.Location) (time.Time, Granularity, error) {
	switch l.state {
	case labelNull:
		return time.Time{}, 0, fmt.Errorf("label: %w", ErrNull)
	case labelStray:
		return time.Time{}, 0, fmt.Errorf("point %s is not an object: %w", quoted(l.text), ErrLabel)
	default:
		return ParseLabel(l.text, zone)
	}
}

// Granularity is how much time a label names. The server chooses it from the length of the window; no
// threshold is documented.
type Granularity int

// ByMinute labels name a minute, in practice the five minutes that begin or end there; ByHour an hour, ByDay a
// day. The zero Granularity is none of them.
const (
	ByMinute Granularity = iota + 1
	ByHour
	ByDay
)

// String names the granularity as the API document does.
func (g Granularity) String() string {
	switch g {
	case ByMinute:
		return "minute"
	case ByHour:
		return "hour"
	case ByDay:
		return "day"
	default:
		return "unknown granularity"
	}
}

// ParseLabel reads a label of 12, 10 or 8 digits as an instant in zone, which must not be nil. The API
// document gives labels no zone; the official examples fit UTC+8. The calendar is checked strictly: there is
// no 30 February, no hour 24, and no wall time that a change of clocks in zone leaves out. Of a wall time that
// occurs twice it takes the one that [time.Date] takes.
func ParseLabel(text string, zone *time.Location) (time.Time, Granularity, error) {
	layout, granularity := labelLayout(text)
	at, err := time.ParseInLocation(layout, text, zone)
	if err != nil || layout == "" || at.Format(layout) != text {
		return time.Time{}, 0, fmt.Errorf("%s: %w", quoted(text), ErrLabel)
	}
	return at, granularity, nil
}

func labelLayout(text string) (string, Granularity) {
	switch len(text) {
	case len("200601021504"):
		return "200601021504", ByMinute
	case len("2006010215"):
		return "2006010215", ByHour
	case len("20060102"):
		return "20060102", ByDay
	default:
		return "", 0
	}
}

// isNull reports whether a member of an object is null or missing.
func isNull(raw []byte) bool { return len(raw) == 0 || string(raw) == "null" }

// jsonText is the content of a JSON string, or the JSON of any other value.
func jsonText(raw []byte) string {
	if raw[0] != '"' {
		return string(raw)
	}
	if inside := raw[1 : len(raw)-1]; !bytes.ContainsRune(inside, '\\') && utf8.Valid(inside) {
		return string(inside) // the usual case, at a tenth of the cost
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return string(raw)
	}
	return text
}
