package apiclient

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
)

// TimeFields says in which parameters the window of a query is sent. The API has two forms: StartTime and
// EndTime as text (deprecated, and the only ones that the international site declares for DescribeTokenUsageGraph)
// and StatStartTime and StatEndTime as integers (declared for all actions by the domestic site since 2025-09, and
// for the others by the international one since 2026-05). The gateway refuses undeclared parameters with
// UnknownParameter.
type TimeFields int

const (
	// TimeFieldsAuto sends legacy to the international site's DescribeTokenUsageGraph and both elsewhere. When
	// the server refuses one form of an action, that action goes on with the other, for the life of the client.
	TimeFieldsAuto TimeFields = 0
	// TimeFieldsLegacy sends StartTime and EndTime; a refusal is final.
	TimeFieldsLegacy TimeFields = 1
	// TimeFieldsStat sends StatStartTime and StatEndTime; a refusal is final.
	TimeFieldsStat TimeFields = 2
	// TimeFieldsBoth sends both; when the server refuses one, the action goes on with the other.
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

// timeFieldChoices holds a client's choice for each action: the sites declare the forms action by action, so what
// the server refuses of one says nothing about another.
type timeFieldChoices struct {
	configured    TimeFields
	international bool

	mu      sync.Mutex
	choices map[string]*timeFieldChoice
}

func newTimeFieldChoices(configured TimeFields, endpoint Endpoint) (*timeFieldChoices, error) {
	if configured < TimeFieldsAuto || configured > TimeFieldsBoth {
		return nil, fmt.Errorf("time fields %d: want auto, legacy, stat or both", int(configured))
	}
	return &timeFieldChoices{
		configured: configured, international: endpoint.international(), choices: make(map[string]*timeFieldChoice),
	}, nil
}

// of is the action's choice, the same one for all callers.
func (c *timeFieldChoices) of(action string) *timeFieldChoice {
	c.mu.Lock()
	defer c.mu.Unlock()
	choice, ok := c.choices[action]
	if !ok {
		choice = &timeFieldChoice{sending: c.firstTry(action)}
		choice.mayFallBack = c.configured == TimeFieldsAuto || c.configured == TimeFieldsBoth
		c.choices[action] = choice
	}
	return choice
}

func (c *timeFieldChoices) firstTry(action string) TimeFields {
	switch {
	case c.configured != TimeFieldsAuto:
		return c.configured
	case c.international && action == tokenUsageGraph:
		return TimeFieldsLegacy
	default:
		return TimeFieldsBoth
	}
}

// timeFieldChoice is what a client sends for an action at present; it learns from refusals. Calls in parallel
// share it.
type timeFieldChoice struct {
	mayFallBack bool // else the configuration has the last word

	mu       sync.Mutex
	sending  TimeFields
	refused  TimeFields
	fellBack bool
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
