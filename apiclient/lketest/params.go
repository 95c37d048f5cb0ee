package lketest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Query is the parameters of a call, in the API's terms.
type Query struct {
	Action      string // empty is DescribeTokenUsageGraph, for a caller of a [Source]
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
	// PageNumber (from 1), PageSize and Keyword belong to ListApp; zero where they are not given.
	PageNumber, PageSize int64
	Keyword              string
}

// reader puts the value of one parameter into the query; false says that it has the wrong type.
type reader func(value json.RawMessage, q *Query) bool

// declared is the definition of an action at this site: its parameters, each with its type. There is none for an
// action that the API does not have.
func (s Site) declared(action string) map[string]reader {
	switch action {
	case tokenUsageGraph:
		return s.graphParams()
	case callStatsGraph, tokenUsage:
		return statsParams()
	case listApp:
		return s.appParams()
	case listModel:
		return modelParams()
	default:
		return nil
	}
}

// usageParams are what the actions about usage have in common.
func usageParams() map[string]reader {
	return map[string]reader{
		"UinAccount": texts(func(q *Query) *[]string { return &q.UinAccounts }),
		"SubBizType": text(func(q *Query) *string { return &q.SubBizType }),
		"ModelName":  text(func(q *Query) *string { return &q.ModelName }),
		"AppBizIds":  texts(func(q *Query) *[]string { return &q.AppBizIDs }),
		"AppType":    text(func(q *Query) *string { return &q.AppType }),
		"SubScenes":  texts(func(q *Query) *[]string { return &q.SubScenes }),
		"StartTime":  legacyTime(func(q *Query) *time.Time { return &q.Start }),
		"EndTime":    legacyTime(func(q *Query) *time.Time { return &q.End }),
	}
}

func (s Site) graphParams() map[string]reader {
	params := usageParams()
	if s == Domestic {
		addStatTimes(params)
	}
	return params
}

// statsParams are the same at both sites, since 2026-05.
func statsParams() map[string]reader {
	params := usageParams()
	addStatTimes(params)
	params["SpaceId"], params["LoginUin"], params["LoginSubAccountUin"] = unusedText(), unusedText(), unusedText()
	return params
}

func addStatTimes(params map[string]reader) {
	params["StatStartTime"] = statTime(func(q *Query) *time.Time { return &q.Start })
	params["StatEndTime"] = statTime(func(q *Query) *time.Time { return &q.End })
}

func (s Site) appParams() map[string]reader {
	params := map[string]reader{
		"AppType":            text(func(q *Query) *string { return &q.AppType }),
		"PageSize":           count(func(q *Query) *int64 { return &q.PageSize }),
		"PageNumber":         count(func(q *Query) *int64 { return &q.PageNumber }),
		"Keyword":            text(func(q *Query) *string { return &q.Keyword }),
		"LoginSubAccountUin": unusedText(),
	}
	if s == Domestic {
		params["AgentType"], params["AppStatus"] = unusedText(), unusedText()
	}
	return params
}

func modelParams() map[string]reader {
	return map[string]reader{
		"AppType": text(func(q *Query) *string { return &q.AppType }),
		"Pattern": unusedText(), "ModelCategory": unusedText(), "LoginUin": unusedText(), "LoginSubAccountUin": unusedText(),
	}
}

func text(member func(*Query) *string) reader {
	return func(value json.RawMessage, q *Query) bool {
		return value[0] == '"' && json.Unmarshal(value, member(q)) == nil
	}
}

// unusedText is a parameter that is declared and changes nothing here.
func unusedText() reader {
	return func(value json.RawMessage, _ *Query) bool { return value[0] == '"' }
}

func count(member func(*Query) *int64) reader {
	return func(value json.RawMessage, q *Query) bool {
		number, err := strconv.ParseUint(string(value), 10, 31)
		*member(q) = int64(number)
		return err == nil
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
func (s Site) parseParams(action string, body []byte) (Query, *refusal) {
	var values map[string]json.RawMessage
	if json.Unmarshal(body, &values) != nil || values == nil {
		return Query{}, &refusal{"InvalidParameter", "The body of the request is not a JSON object."}
	}
	declared := s.declared(action)
	q := Query{Action: action}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		read, ok := declared[name]
		if !ok {
			return Query{}, refusef("UnknownParameter", "The parameter `%s` is not recognized.", name)
		}
		if !read(values[name], &q) {
			return Query{}, refusef("InvalidParameter", "The value type of parameter `%s` is not valid.", name)
		}
	}
	if action == listModel && q.AppType == "" {
		return Query{}, missing("AppType")
	}
	if q.End.Before(q.Start) {
		return Query{}, refusef("InvalidParameterValue", "The end time is before the start time.")
	}
	return q, nil
}

func missing(name string) *refusal {
	return refusef("MissingParameter", "The request is missing a required parameter `%s`.", name)
}
