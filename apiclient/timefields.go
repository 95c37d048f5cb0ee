package apiclient

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
)

// TimeFields says in which parameters the window of a query is sent. The API has two forms: StartTime and
// EndTime as text (deprecated, and the only ones that the international site declares for the graph) and
// StatStartTime and StatEndTime as integers (declared by the domestic site since 2025-09). The gateway refuses
// undeclared parameters with UnknownParameter.
type TimeFields int

const (
	// TimeFieldsAuto sends legacy to the international site and both elsewhere. When the server refuses
	// one form it goes on with the other, for the life of the client.
	TimeFieldsAuto TimeFields = 0
	// TimeFieldsLegacy sends StartTime and EndTime; a refusal is final.
	TimeFieldsLegacy TimeFields = 1
	// TimeFieldsStat sends StatStartTime and StatEndTime; a refusal is final.
	TimeFieldsStat TimeFields = 2
	// TimeFieldsBoth sends both; when the server refuses one it goes on with the other.
	TimeFieldsBoth = TimeFieldsLegacy | TimeFieldsStat
)

// ParseTimeFields reads auto, legacy, stat or both.
func ParseTimeFields(text string) (TimeFields, error) {
	for _, fields := range []TimeFields{TimeFieldsAuto, TimeFieldsLegacy, TimeFieldsStat, TimeFieldsBoth} {
		if fields.String() == text {
			return fields, nil
		}
	}
	return 0, fmt.Errorf("time fields %s: want auto, legacy (StartTime), stat (StatStartTime) or both", quoted(text))
}

// String is the form that [ParseTimeFields] reads.
func (f TimeFields) String() string {
	switch f {
	case TimeFieldsAuto:
		return "auto"
	case TimeFieldsLegacy:
		return "legacy"
	case TimeFieldsStat:
		return "stat"
	case TimeFieldsBoth:
		return "both"
	default:
		return "unknown time fields"
	}
}

// has reports whether one of pair's fields is among f.
func (f TimeFields) has(pair TimeFields) bool { return f&pair != 0 }

// timeFieldChoice is what a client sends at present; it learns from refusals. Calls in parallel share it.
type timeFieldChoice struct {
	mayFallBack bool // else the configuration has the last word

	mu       sync.Mutex
	sending  TimeFields
	refused  TimeFields
	fellBack bool
}

func newTimeFieldChoice(configured TimeFields, endpoint Endpoint) (*timeFieldChoice, error) {
	switch configured {
	case TimeFieldsLegacy, TimeFieldsStat:
		return &timeFieldChoice{sending: configured}, nil
	case TimeFieldsBoth:
		return &timeFieldChoice{sending: TimeFieldsBoth, mayFallBack: true}, nil
	case TimeFieldsAuto:
		sending := TimeFieldsBoth
		if endpoint.international() {
			sending = TimeFieldsLegacy
		}
		return &timeFieldChoice{sending: sending, mayFallBack: true}, nil
	default:
		return nil, fmt.Errorf("time fields %d: want auto, legacy, stat or both", int(configured))
	}
}

func (c *timeFieldChoice) current() (sending TimeFields, fellBack bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sending, c.fellBack
}

// learn takes the answer to a request that had sent the given fields. It reports whether the request is worth
// repeating with what current now says.
func (c *timeFieldChoice) learn(sent TimeFields, err error) bool {
	refused := refusedTimeFields(err)
	if !c.mayFallBack || !sent.has(refused) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused |= refused
	remaining := TimeFieldsBoth &^ c.refused
	if remaining == 0 {
		return false
	}
	c.sending, c.fellBack = remaining, true
	return true
}

var timeFieldName = regexp.MustCompile(`\b(Stat)?(Start|End)Time\b`)

// refusedTimeFields is the pair that an UnknownParameter error names. The name stands nowhere but in the
// message, so this is the one place that reads a message.
func refusedTimeFields(err error) TimeFields {
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Code != "UnknownParameter" {
		return 0
	}
	named := timeFieldName.FindStringSubmatch(refusal.Message)
	switch {
	case named == nil:
		return 0
	case named[1] == "":
		return TimeFieldsLegacy
	default:
		return TimeFieldsStat
	}
}
