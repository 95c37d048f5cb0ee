// Package lketest is an embedded LKE API: it checks signatures, parameters and the rate as the real one does
// as far as that is documented, answers in the same words, serves the API document's example, seeded usage or
// anything a caller supplies, and misbehaves on request. Tests and the demo run against it over HTTP, so that
// what they show has passed through the same code as in production.
//
// It implements DescribeTokenUsageGraph, DescribeCallStatsGraph, DescribeTokenUsage, ListApp and ListModel and no other
// action, and shares no code with the client that it tests: the signature is verified by an implementation of its own.
// What the real API does where nothing is documented (which window gives which labels, above all) is a guess, marked
// as such.
package lketest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tokenreport/apiclient"
)

// What the API is called in X-TC-Version and in the signature's scope.
const (
	service = "lke"
	version = "2023-11-30"
)

// maxRequest is the API's limit for a request signed with TC3-HMAC-SHA256.
const maxRequest = 10 << 20

// Site is which of the two sites the API plays. They declare different parameters.
type Site int

const (
	// Domestic declares StartTime and EndTime as well as StatStartTime and StatEndTime, and has its home in
	// ap-guangzhou.
	Domestic Site = iota
	// International declares StartTime and EndTime only for DescribeTokenUsageGraph, in ap-jakarta.
	International
)

// Config is what an API serves, and to whom.
type Config struct {
	Accounts []apiclient.Credentials // who may call; an account with a token must send it, one without must not
	Source   Source                  // nil: [Example]
	Now      func() time.Time        // dates answers, checks signatures, measures the rate
	Site     Site
	Denied   []string // actions that nobody here is permitted to call: UnauthorizedOperation
	Rate     int      // requests accepted per second and action; 0: 20, negative: no limit
	TLS      bool     // for [Start]: serve HTTPS with a certificate of its own, see [Server.Roots]
}

// API is the embedded API as an [http.Handler]. It may be used by several goroutines.
type API struct {
	config  Config
	limiter limiter

	mu       sync.Mutex
	script   Script
	requests []*Request
}

// Request is what the API received.
type Request struct {
	Number    int       // from 1
	At        time.Time // by the API's clock
	Action    string
	Version   string
	Region    string
	Language  string
	Timestamp string // X-TC-Timestamp, Unix seconds
	SecretID  string // whoever the request says has signed it
	Body      string
	Query     Query // the parameters; zero where they are malformed
	// Code is what the API answered: empty for data, and where a fault answered in its place.
	Code string
}

// New makes an API. The error says what is missing in the configuration.
func New(config Config) (*API, error) {
	if config.Now == nil {
		return nil, errors.New("embedded API: no clock")
	}
	if len(config.Accounts) == 0 {
		return nil, errors.New("embedded API: no account that may call it")
	}
	for _, action := range config.Denied {
		if config.Site.declared(action) == nil {
			return nil, fmt.Errorf("embedded API: no action %q that could be denied", action)
		}
	}
	if config.Source == nil {
		config.Source = Example()
	}
	if config.Rate == 0 {
		config.Rate = apiclient.DefaultRate
	}
	return &API{config: config, limiter: limiter{rate: config.Rate}}, nil
}

// Inject makes the script decide from now on which calls fail, and how; nil: none.
func (a *API) Inject(script Script) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.script = script
}

// Requests returns copies of all requests so far, in the order of their arrival.
func (a *API) Requests() []Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	copies := make([]Request, len(a.requests))
	for i, request := range a.requests {
		copies[i] = *request
	}
	return copies
}

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	request, fault := a.record(r, body)
	w.Header().Set(requestIDHeader, requestID(request.Number))
	w.Header().Set("Date", request.At.UTC().Format(http.TimeFormat))

	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			a.refuse(w, request, &refusal{"RequestSizeLimitExceeded", "The request is larger than 10 MB."})
			return
		}
		a.answer(w, r, request, body)
	})
	if fault != nil {
		handler = fault(handler)
	}
	handler.ServeHTTP(w, r)
}

func (a *API) record(r *http.Request, body []byte) (*Request, Fault) {
	request := &Request{
		At:        a.config.Now(),
		Action:    r.Header.Get("X-TC-Action"),
		Version:   r.Header.Get("X-TC-Version"),
		Region:    r.Header.Get("X-TC-Region"),
		Language:  r.Header.Get("X-TC-Language"),
		Timestamp: r.Header.Get("X-TC-Timestamp"),
		SecretID:  parseAuthorization(r.Header.Get("Authorization")).secretID,
		Body:      string(body),
	}
	request.Query, _ = a.config.Site.parseParams(request.Action, body)

	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, request)
	request.Number = len(a.requests)
	if a.script == nil {
		return request, nil
	}
	return request, a.script(*request)
}

// answer is the API without faults.
func (a *API) answer(w http.ResponseWriter, r *http.Request, request *Request, body []byte) {
	if refused := a.check(r, request, body); refused != nil {
		a.refuse(w, request, refused)
		return
	}
	members, err := marshal(shape(request.Query, a.config.Source(request.Query)))
	if err != nil {
		a.refuse(w, request, &refusal{"InternalError", "The source of the data: " + err.Error()})
		return
	}
	writeResponse(w, members)
}

// check goes through what can be wrong with a call, in the order in which a gateway finds it.
func (a *API) check(r *http.Request, request *Request, body []byte) *refusal {
	if refused := a.checkCommon(r, request); refused != nil {
		return refused
	}
	if refused := a.authenticate(r, request, body); refused != nil {
		return refused
	}
	if slices.Contains(a.config.Denied, request.Action) {
		return refusef("UnauthorizedOperation", "you are not authorized to perform operation (%s:%s)\nresource (*) has no permission\n",
			service, request.Action)
	}
	if count, ok := a.limiter.admit(request.Action, request.At); !ok {
		return refusef("RequestLimitExceeded", "Your current request times equals to `%d` in a second, "+
			"which exceeds the frequency limit `%d` for a second. Please reduce the frequency of calls.", count, a.config.Rate)
	}
	_, refused := a.config.Site.parseParams(request.Action, body)
	return refused
}

// checkCommon checks the common parameters, which are headers.
func (a *API) checkCommon(r *http.Request, request *Request) *refusal {
	if r.Method != http.MethodPost || r.URL.Path != "/" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return &refusal{"InvalidRequest", "The request is not a POST of JSON to /."}
	}
	for _, name := range []string{"Action", "Version", "Timestamp", "Region"} {
		if r.Header.Get("X-TC-"+name) == "" {
			return missing(name)
		}
	}
	switch {
	case a.config.Site.declared(request.Action) == nil:
		return refusef("InvalidAction", "The request action=`%s` is invalid or not found.", request.Action)
	case request.Version != version:
		return refusef("NoSuchVersion", "The request version=`%s` is invalid or not found.", request.Version)
	case !slices.Contains(a.config.Site.regions(), request.Region):
		return refusef("UnsupportedRegion", "The region `%s` is not supported by this action.", request.Region)
	default:
		return nil
	}
}

func (s Site) regions() []string {
	if s == International {
		return []string{"ap-jakarta"}
	}
	return []string{"ap-guangzhou", "ap-shanghai", "ap-beijing"}
}

// refusal is an error of the API.
type refusal struct{ code, message string }

func refusef(code, format string, args ...any) *refusal {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

func (a *API) refuse(w http.ResponseWriter, request *Request, refused *refusal) {
	a.mu.Lock()
	request.Code = refused.code
	a.mu.Unlock()
	writeError(w, refused)
}

// requestIDHeader carries the request ID to whatever writes the answer.
const requestIDHeader = "X-TC-RequestId"

// requestID looks like the real ones and is the same in every run.
func requestID(number int) string {
	high, low := mix(uint64(number)), mix(^uint64(number))
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", high>>32, high>>16&0xffff, high&0xfff, low>>48&0xfff, low&0xffffffffffff)
}

// Refuse answers as any of the cloud's services refuses a call, with HTTP 200 and a request ID made of number.
func Refuse(w http.ResponseWriter, number int, code, message string) {
	w.Header().Set(requestIDHeader, requestID(number))
	writeError(w, &refusal{code, message})
}

// Respond answers as any of the cloud's services does, with the members of an object and a request ID made of number.
func Respond(w http.ResponseWriter, number int, members any) {
	text, err := json.Marshal(members)
	if err != nil {
		Refuse(w, number, "InternalError", err.Error())
		return
	}
	w.Header().Set(requestIDHeader, requestID(number))
	writeResponse(w, text)
}

// writeError answers as the API refuses: with HTTP 200.
func writeError(w http.ResponseWriter, refused *refusal) {
	members, err := json.Marshal(map[string]any{"Error": map[string]string{"Code": refused.code, "Message": refused.message}})
	if err != nil {
		panic(err) // strings in maps can always be marshalled
	}
	writeResponse(w, members)
}

// writeResponse puts members, a JSON object, into the envelope, with a request ID unless they have their own.
func writeResponse(w http.ResponseWriter, members []byte) {
	var own struct {
		RequestID string `json:"RequestId"`
	}
	text := strings.TrimSpace(string(members))
	if json.Unmarshal(members, &own) == nil && own.RequestID == "" {
		text = strings.TrimSpace(strings.TrimSuffix(text, "}"))
		if text != "{" {
			text += ","
		}
		text += `"RequestId":"` + w.Header().Get(requestIDHeader) + `"}`
	}
	text = `{"Response":` + text + `}`
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	_, _ = io.WriteString(w, text) // the client may have gone
}
