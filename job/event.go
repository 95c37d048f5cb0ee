package job

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"tokenreport/delivery"
	"tokenreport/report"
)

// Event asks for a run. The zero Event asks for every report that is due now.
type Event struct {
	// Time is the instant that decides which period is "previous", however late or often the event arrives.
	// Zero: now.
	Time    time.Time
	Reports []string // names of the reports to run; empty: all
	Date    string   // YYYY-MM-DD, the day to report on; empty: the day before Time
	Force   bool     // deliver again what has gone out already
	// ID names the event, the same at each of its tries, so that Force delivers again once and not at each. Empty: Time names
	// it, or, without one, the run, so that each run delivers again.
	ID     string
	DryRun bool // fetch and render, deliver nothing
	// Rate is how many requests per second and action this run may send. An event that has one is a part of a larger run, and
	// is not divided again. 0: as many as the API's client may.
	Rate int
	// Check asks to try what a run needs instead of running. Whoever receives an event sees to it; a [Runner] does not.
	Check bool

	triggered bool // it came of a trigger, whatever its time is
}

// Triggered reports whether the event came of a trigger: a person sees the answer to his own.
func (e Event) Triggered() bool { return e.triggered || !e.Time.IsZero() }

// RequestError says that what was asked for is wrong, as opposed to a run that failed. Nothing has been fetched or
// sent.
type RequestError struct {
	Err    error
	advice report.Advice // where it is not the message that is wrong
}

func (e *RequestError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *RequestError) Unwrap() error { return e.Err }

// ParseEvent reads a timer event of the platform: an object with Type, TriggerName, Time and Message. Other keys are
// passed over, since the platform may add some. An empty object, or none, asks for a run now, as the console's test
// button does. Message is empty or JSON; see [ParseMessage]. The error is a [*RequestError]; the event
// beside it has its Time, as far as that can be read, for whoever is told.
func ParseEvent(payload []byte) (Event, error) {
	var timer struct{ Type, TriggerName, Time, Message string }
	var readErr error
	if len(bytes.TrimSpace(payload)) > 0 {
		readErr = json.Unmarshal(payload, &timer) // as far as it can be read
	}
	at, timeErr := instant(timer.Time)
	failed := Event{Time: at, triggered: isTriggered(payload)}
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(readErr, &wrong) && wrong.Field == "Time":
		return failed, timeErrorf("the event's Time is no text but %s: want RFC 3339, such as 2024-11-20T00:30:00Z", wrong.Value)
	case errors.As(readErr, &wrong) && wrong.Field != "":
		return failed, requestErrorf(`the event's %s is no text but %s; a message is JSON within text, as in {"Message":"{\"date\":\"2024-11-19\"}"}`,
			wrong.Field, wrong.Value)
	case readErr != nil:
		return failed, triggerError(requestErrorf("read the event: %w; want a timer event, "+
			`{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":""}`, readErr))
	case timer.Type != "" && timer.Type != "Timer":
		return failed, triggerError(requestErrorf("the event's Type is %q: this function is run by a timer trigger", timer.Type))
	}
	event, err := ParseMessage(timer.Message)
	if err := cmp.Or(err, refuseStrayKeys(payload, timer.Time != ""), timeErr); err != nil {
		return failed, err
	}
	event.Time = at
	if event.ID == "" && event.Force && !at.IsZero() {
		event.ID = digest([]byte(fmt.Sprintf("%q", []string{timer.TriggerName, timer.Time, timer.Message})))
	}
	return event, nil
}

func digest(of []byte) string { return fmt.Sprintf("%x", sha256.Sum256(of))[:16] }

// identified is the event with an ID: one that has a time is the same at each of its tries, any other is this run's.
func (e Event) identified(invocation string) Event {
	switch {
	case e.ID != "":
	case e.Time.IsZero():
		e.ID = invocation
	default:
		e.ID = digest(e.payload())
	}
	return e
}

// isTriggered reports whether an event has what a trigger sets and a person need not.
func isTriggered(payload []byte) bool {
	var keys map[string]json.RawMessage
	_ = json.Unmarshal(payload, &keys)
	return keys["Type"] != nil || keys["Time"] != nil || keys["TriggerName"] != nil
}

func timeErrorf(format string, args ...any) error {
	return &RequestError{Err: fmt.Errorf(format, args...), advice: report.AdviseTime}
}

func triggerError(err error) error { return &RequestError{Err: err, advice: report.AdviseTrigger} }

// payload is the event as [ParseEvent] reads it. It cannot ask for a check.
func (e Event) payload() []byte {
	message, _ := json.Marshal(struct { // of such values it cannot fail, nor can the other
		Reports []string `json:"reports,omitempty"`
		Date    string   `json:"date,omitempty"`
		Force   bool     `json:"force,omitempty"`
		DryRun  bool     `json:"dry_run,omitempty"`
		Rate    int      `json:"rate,omitempty"`
		ForceID string   `json:"force_id,omitempty"`
	}{e.Reports, e.Date, e.Force, e.DryRun, e.Rate, e.ID})
	timer := map[string]string{"Message": string(message)}
	if !e.Time.IsZero() {
		timer["Type"], timer["Time"] = "Timer", e.Time.Format(time.RFC3339Nano)
	}
	payload, _ := json.Marshal(timer)
	return payload
}

// leapSecond is the end of a minute that has one more, as RFC 3339 writes it.
var leapSecond = regexp.MustCompile(`:60(\.[0-9]+)?(Z|[+-][0-9:]+)$`)

// instant reads an event's Time; zero where there is none. A leap second is the first of the next minute, as clocks count it.
func instant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	upper := strings.ToUpper(text) // RFC 3339 permits t and z
	at, err := time.Parse(time.RFC3339, upper)
	if leapSecond.MatchString(upper) {
		at, err = time.Parse(time.RFC3339, leapSecond.ReplaceAllString(upper, ":59$1$2"))
		if utc := at.UTC(); err == nil && (utc.Hour() != 23 || utc.Minute() != 59) {
			err = errors.New("no leap second")
		}
		at = at.Add(time.Second)
	}
	if err != nil || at.IsZero() {
		return time.Time{}, timeErrorf("the event's Time %q is no instant: want RFC 3339, such as 2024-11-20T00:30:00Z", abridgedText(text))
	}
	return at, nil
}

// refuseStrayKeys keeps an event from running a report when it meant something else: a message that was not put into
// Message or, where there is no Time, another trigger's event.
func refuseStrayKeys(payload []byte, timed bool) error {
	var keys map[string]json.RawMessage
	if len(bytes.TrimSpace(payload)) > 0 {
		if err := json.Unmarshal(payload, &keys); err != nil {
			return requestErrorf("read the event: %w", err)
		}
	}
	for key := range keys {
		known := slices.Contains([]string{"Type", "TriggerName", "Time", "Message"}, key)
		misplaced := slices.Contains([]string{"reports", "date", "force", "dry_run", "check", "rate", "force_id"}, key)
		if misplaced || !known && !timed {
			return requestErrorf(`the event has the key %q, which a timer's has not: put what to run into Message, `+
				`as in {"Message":"{\"date\":\"2024-11-19\"}"}`, key)
		}
	}
	return nil
}

// ParseMessage reads the Message of an event, which chooses what runs: JSON with any of reports, date, force,
// dry_run, rate and force_id, or with check alone. Any other key is an error, which gives the offset in the message. The error is a
// [*RequestError].
func ParseMessage(message string) (Event, error) {
	var event Event
	if strings.TrimSpace(message) == "" {
		return event, nil
	}
	decoder := json.NewDecoder(strings.NewReader(message))
	if err := decodeMessage(decoder, &event); err != nil {
		return Event{}, requestErrorf("the event's Message, at offset %d: %w", offsetOf(err, decoder), err)
	}
	return event, nil
}

// messageKeys are the keys of a message, for the errors.
const messageKeys = "reports, date, force, dry_run and rate, or check alone"

func decodeMessage(decoder *json.Decoder, event *Event) error {
	open, err := decoder.Token()
	if err != nil {
		return notJSON(err)
	}
	if open != json.Delim('{') {
		return fmt.Errorf(`it is no JSON object: want one with any of %s, as in {"date":"2024-11-19"}`, messageKeys)
	}
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return notJSON(err)
		}
		key, _ := token.(string)
		if seen[key] {
			return fmt.Errorf("the key %q is there twice", key)
		}
		seen[key] = true
		if err := decodeKey(decoder, key, event); err != nil {
			return err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return notJSON(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	if event.Check && len(seen) > 1 {
		return errors.New("check runs no report, so no other key may stand beside it")
	}
	return nil
}

func decodeKey(decoder *json.Decoder, key string, event *Event) error {
	var target any
	var want string
	switch key {
	case "reports":
		target, want = &event.Reports, "a list of names"
	case "date":
		target, want = &event.Date, "text, YYYY-MM-DD"
	case "force":
		target, want = &event.Force, "true or false"
	case "dry_run":
		target, want = &event.DryRun, "true or false"
	case "force_id":
		target, want = &event.ID, "text, which names the event that forces"
	case "check":
		target, want = &event.Check, "true or false"
	case "rate":
		target, want = &event.Rate, "a whole number of requests per second, from 1 to api.rate"
	default:
		return fmt.Errorf("unknown key %q: want any of %s", key, messageKeys)
	}
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return notJSON(err)
	}
	// A null would be taken for a key that is not there.
	if err := json.Unmarshal(value, target); err != nil || string(value) == "null" || isBlank(target) {
		return fmt.Errorf("%s is %s: want %s", key, abridged(value), want)
	}
	return nil
}

// isBlank finds what asks for nothing: an empty list, an empty name, an empty date, a rate that lets nothing through.
func isBlank(target any) bool {
	switch value := target.(type) {
	case *[]string:
		return len(*value) == 0 || slices.Contains(*value, "")
	case *string:
		return *value == ""
	case *int:
		return *value < 1
	default:
		return false
	}
}

func abridged(value json.RawMessage) string { return abridgedText(string(value)) }

func abridgedText(text string) string {
	const most = 40
	return delivery.Shorten(delivery.CleanLine(text), most)
}

func notJSON(err error) error {
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("it is not JSON: %w", err)
}

func offsetOf(err error, decoder *json.Decoder) int64 {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Offset
	}
	return decoder.InputOffset()
}

func requestErrorf(format string, args ...any) error {
	return &RequestError{Err: fmt.Errorf(format, args...)}
}
