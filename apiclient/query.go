package apiclient

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Filter narrows a query. Its members are passed to the API as they are (API document, section 2), and both sites
// declare them for all three actions about usage; what is empty is not sent and matches everything. The lists of
// values are open, and their spelling differs between the API's own pages, so nothing is checked here.
type Filter struct {
	UinAccounts []string // UinAccount.N: accounts
	SubBizType  string   // KnowledgeQA, KnowledgeSummary, FileParse, Embedding, Rewrite …
	ModelName   string   // the model's identifier
	AppBizIDs   []string // AppBizIds.N: applications
	AppType     string   // knowledge_qa …
	SubScenes   []string // SubScenes.N
}

// Query is what usage is asked for: the half-open interval [Start, End) and a filter. On the wire the end is
// inclusive, in whole seconds: 19 November 2024 in Asia/Shanghai is 1731945600 to 1732031999.
type Query struct {
	Filter
	Start, End time.Time
}

// Call says how an answer was obtained.
type Call struct {
	RequestID  string     // the API's, of the answer; needed to locate a problem
	Attempts   int        // requests sent
	TimeFields TimeFields // the form in which the window was sent
	// FellBack is true if the server had refused the form tried first, now or earlier in the client's life.
	FellBack bool
	Clock    Clock // what the answer told
}

// usageParams are the parameters that the actions about usage have in common.
type usageParams struct {
	UinAccount    []string `json:",omitempty"`
	SubBizType    string   `json:",omitempty"`
	ModelName     string   `json:",omitempty"`
	StartTime     string   `json:",omitempty"`
	EndTime       string   `json:",omitempty"`
	StatStartTime int64    `json:",omitzero"`
	StatEndTime   int64    `json:",omitzero"`
	AppBizIDs     []string `json:"AppBizIds,omitempty"`
	AppType       string   `json:",omitempty"`
	SubScenes     []string `json:",omitempty"`
}

func (q Query) params(fields TimeFields) (usageParams, error) {
	first, last, err := q.window()
	if err != nil {
		return usageParams{}, err
	}
	p := usageParams{
		UinAccount: q.UinAccounts, SubBizType: q.SubBizType, ModelName: q.ModelName,
		AppBizIDs: q.AppBizIDs, AppType: q.AppType, SubScenes: q.SubScenes,
	}
	if fields.has(TimeFieldsLegacy) {
		p.StartTime, p.EndTime = strconv.FormatInt(first, 10), strconv.FormatInt(last, 10)
	}
	if fields.has(TimeFieldsStat) {
		p.StatStartTime, p.StatEndTime = first, last
	}
	return p, nil
}

// window is the first and the last whole second of the interval. The API answers a query without a window
// too, but with what is undocumented, so there is none here.
func (q Query) window() (first, last int64, err error) {
	if q.Start.IsZero() || q.End.IsZero() {
		return 0, 0, errors.New("the query has no window: Start and End are needed")
	}
	first, last = ceilSecond(q.Start), ceilSecond(q.End)-1
	if first <= 0 || last < first {
		return 0, 0, fmt.Errorf("the query's window from %s until %s: want at least a second, after 1970",
			q.Start.Format(time.RFC3339Nano), q.End.Format(time.RFC3339Nano))
	}
	return first, last, nil
}

func ceilSecond(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// query calls an action that takes a window and decodes its answer's members into the struct that answer
// points to. It sees to the time fields.
func (c *Client) query(ctx context.Context, action string, q Query, answer any) (Call, error) {
	choice := c.times.of(action)
	attempts := 0
	for {
		fields, fellBack := choice.current()
		params, err := q.params(fields)
		if err != nil {
			return Call{}, fmt.Errorf("%s: %w", action, err)
		}
		call, err := c.ask(ctx, action, params, answer)
		attempts += call.Attempts
		if err == nil {
			call.Attempts, call.TimeFields, call.FellBack = attempts, fields, fellBack
			return call, nil
		}
		if !choice.learn(fields, err) {
			return Call{}, withAttempts(err, attempts)
		}
	}
}

// ask calls an action and decodes its answer's members into the struct that answer points to. With an error, only
// the Call's Attempts count.
func (c *Client) ask(ctx context.Context, action string, params, answer any) (Call, error) {
	answered, attempts, err := c.call(ctx, action, params, answer)
	if err != nil {
		return Call{Attempts: attempts}, err
	}
	call := Call{
		RequestID: c.cleaner.clean(answered.head.RequestID, maxCode),
		Attempts:  attempts,
		Clock:     answered.clock(),
	}
	if answered.shape != nil {
		return call, &Error{
			Action: action, RequestID: call.RequestID, Status: answered.status, Attempts: attempts,
			Hint: "the API's answer has another shape than documented: look for a newer tokenreport",
			Err:  answered.shape,
		}
	}
	return call, nil
}

// withAttempts counts the requests that were refused for their time fields in.
func withAttempts(err error, attempts int) error {
	var e *Error
	if errors.As(err, &e) {
		e.Attempts = attempts
	}
	return err
}
