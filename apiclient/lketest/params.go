package lketest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Query is the parameters of a call about usage, in the API's terms.
type Query struct {
	UinAccounts []string
	SubBizType  string
	ModelName   string
	AppBizIDs   []string
	AppType     string
	SubScenes   []string
	// Start and End are the first and the last second asked for, in UTC; zero where the window is not given.
	Start, End time.Time
	// Legacy is set if StartTime or EndTime was sent, Stat if StatStartTime or StatEndTime was.
	Legacy, Stat bool
}

// reader puts the value of one parameter into the query; false says that it has the wrong type.
type reader func(value json.RawMessage, q *Query) bool

// declared is the definition of DescribeTokenUsageGraph: its parameters at this site, each with its type.
func (s Site) declared() map[string]reader {
	definition := map[string]reader{
		"UinAccount": texts(func(q *Query) *[]string { return &q.UinAccounts }),
		"SubBizType": text(func(q *Query) *string { return &q.SubBizType }),
		"ModelName":  text(func(q *Query) *string { return &q.ModelName }),
		"AppBizIds":  texts(func(q *Query) *[]string { return &q.AppBizIDs }),
		"AppType":    text(func(q *Query) *string { return &q.AppType }),
		"SubScenes":  texts(func(q *Query) *[]string { return &q.SubScenes }),
		"StartTime":  legacyTime(func(q *Query) *time.Time { return &q.Start }),
		"EndTime":    legacyTime(func(q *Query) *time.Time { return &q.End }),
	}
	if s == Domestic {
		definition["StatStartTime"] = statTime(func(q *Query) *time.Time { return &q.Start })
		definition["StatEndTime"] = statTime(func(q *Query) *time.Time { return &q.End })
	}
	return definition
}

func text(member func(*Query) *string) reader {
	return func(value json.RawMessage, q *Query) bool {
		return value[0] == '"' && json.Unmarshal(value, member(q)) == nil
	}
}

func texts(member func(*Query) *[]string) reader {
	return func(value json.RawMessage, q *Query) bool {
		var elements []json.RawMessage
		if value[0] != '[' || json.Unmarshal(value, &elements) != nil {
			return false
		}
		noText := func(element json.RawMessage) bool { return element[0] != '"' }
		return !slices.ContainsFunc(elements, noText) && json.Unmarshal(value, member(q)) == nil
	}
}

// legacyTime reads Unix seconds as text, statTime as a JSON integer.
func legacyTime(member func(*Query) *time.Time) reader {
	return func(value json.RawMessage, q *Query) bool {
		var text string
		if json.Unmarshal(value, &text) != nil {
			return false
		}
		q.Legacy = true
		return readSeconds(text, member(q))
	}
}

func statTime(member func(*Query) *time.Time) reader {
	return func(value json.RawMessage, q *Query) bool {
		q.Stat = true
		return readSeconds(string(value), member(q))
	}
}

// readSeconds refuses a second time that differs from the first, which no caller can mean.
func readSeconds(text string, at *time.Time) bool {
	seconds, err := strconv.ParseInt(text, 10, 64)
	read := time.Unix(seconds, 0).UTC()
	if err != nil || !at.IsZero() && !at.Equal(read) {
		return false
	}
	*at = read
	return true
}

// parseParams reads the body of a call against the action's definition.
func parseParams(declared map[string]reader, body []byte) (Query, *refusal) {
	var values map[string]json.RawMessage
	if json.Unmarshal(body, &values) != nil || values == nil {
		return Query{}, &refusal{"InvalidParameter", "The body of the request is not a JSON object."}
	}
	var q Query
	for _, name := range slices.Sorted(maps.Keys(values)) {
		read, ok := declared[name]
		if !ok {
			return Query{}, refusef("UnknownParameter", "The parameter `%s` is not recognized.", name)
		}
		if !read(values[name], &q) {
			return Query{}, refusef("InvalidParameter", "The value type of parameter `%s` is not valid.", name)
		}
	}
	if q.End.Before(q.Start) {
		return Query{}, refusef("InvalidParameterValue", "The end time is before the start time.")
	}
	return q, nil
}
