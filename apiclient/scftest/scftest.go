// Package scftest is an embedded platform for functions, as far as its API's action Invoke goes: it checks signature,
// parameters and permission as the real one does where that is documented, answers in the same words, keeps the events
// instead of running them, and misbehaves on request. Whoever tests a function runs what [Server.Started] returns.
//
// Only asynchronous invocations are there. That permission is asked for before the function is looked up is a guess, since
// CAM knows Invoke without a resource; so is the code for an event that is too long.
package scftest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/loopback/web"
)

// What the API is called in X-TC-Version, X-TC-Action and in the signature's scope.
const (
	service = "scf"
	version = "2018-04-16"
	action  = "Invoke"
)

// Permission is what CAM calls the right to Invoke. It knows no resource for it but "*" (CAM, "CAM-Enabled APIs", Serverless
// Cloud Function: operation level).
const Permission = "scf:InvokeFunction"

// The longest event of an asynchronous invocation, and the longest request (SCF, "Invoke").
const (
	maxEvent   = 128 << 10
	maxRequest = 10 << 20
)

// Config is which function there is, and who may invoke it.
type Config struct {
	Accounts []apiclient.Credentials
	Function apiclient.Function
	Denied   bool // nobody is permitted to: UnauthorizedOperation
	Now      func() time.Time
	TLS      bool // serve HTTPS with a certificate of its own, see [httptest.Server.Certificate]
}

// Invocation is one that was accepted.
type Invocation struct {
	RequestID string
	Event     string
}

// Server is the API on a loopback port. Close it.
type Server struct {
	*httptest.Server
	config Config

	mu       sync.Mutex
	requests int
	started  []Invocation
	script   func(number int) lketest.Fault
}

// Start serves a new API.
func Start(config Config) *Server {
	s := &Server{config: config}
	s.Server = web.Start(http.HandlerFunc(s.serve), !config.TLS, nil)
	return s
}

// Inject makes the script decide which requests fail from now on, by their numbers from 1 in the server's life, and how;
// nil: none.
func (s *Server) Inject(script func(number int) lketest.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Deny permits nobody to invoke any more, or everybody again.
func (s *Server) Deny(denied bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config.Denied = denied
}

// Requests is how many requests there were so far.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Started returns the invocations that were accepted so far, in their order.
func (s *Server) Started() []Invocation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.started)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest)) // before a fault: one that hangs waits for the client to go
	s.mu.Lock()
	s.requests++
	number, script := s.requests, s.script
	s.mu.Unlock()
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, number, body, err) })
	if script != nil {
		if fault := script(number); fault != nil {
			handler = fault(handler)
		}
	}
	handler.ServeHTTP(w, r)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, number int, body []byte, unread error) {
	if unread != nil {
		lketest.Refuse(w, number, "RequestSizeLimitExceeded", "The request is larger than 10 MB.")
		return
	}
	given, code, message := s.check(r, body)
	if code != "" {
		lketest.Refuse(w, number, code, message)
		return
	}
	lketest.Respond(w, number, map[string]any{"Result": s.start(number, given["ClientContext"])})
}

// result is what Invoke answers.
type result struct {
	MemUsage, BillDuration, Duration, InvokeResult int64
	Log, RetMsg, ErrMsg, FunctionRequestId         string
}

func (s *Server) start(number int, event string) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := fmt.Sprintf("%08x-0000-4000-8000-%012x", number, len(s.started)+1)
	s.started = append(s.started, Invocation{id, event})
	return result{FunctionRequestId: id}
}

// check goes through what can be wrong with a call, in the order in which a gateway finds it.
func (s *Server) check(r *http.Request, body []byte) (given map[string]string, code, message string) {
	if code, message := checkCommon(r); code != "" {
		return nil, code, message
	}
	if code, message := lketest.Verify(r, body, service, s.config.Accounts, s.config.Now()); code != "" {
		return nil, code, message
	}
	s.mu.Lock()
	denied := s.config.Denied
	s.mu.Unlock()
	if denied {
		return nil, "UnauthorizedOperation", "you are not authorized to perform operation (" + Permission + ")\nresource (*) has no permission\n"
	}
	if given, code, message = parameters(body); code != "" {
		return nil, code, message
	}
	code, message = s.lookUp(r.Header.Get("X-TC-Region"), given)
	return given, code, message
}

func checkCommon(r *http.Request) (code, message string) {
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
		return "InvalidRequest", "The request is not a POST of JSON to /."
	case r.Header.Get("X-TC-Action") != action:
		return "InvalidAction", fmt.Sprintf("The request action=`%s` is invalid or not found.", r.Header.Get("X-TC-Action"))
	case r.Header.Get("X-TC-Version") != version:
		return "NoSuchVersion", fmt.Sprintf("The request version=`%s` is invalid or not found.", r.Header.Get("X-TC-Version"))
	case r.Header.Get("X-TC-Region") == "":
		return "MissingParameter", "The request is missing a required parameter `Region`."
	default:
		return "", ""
	}
}

// declared are the parameters of Invoke. All are texts.
var declared = []string{"FunctionName", "InvocationType", "Qualifier", "ClientContext", "LogType", "Namespace", "RoutingKey"}

func parameters(body []byte) (given map[string]string, code, message string) {
	var values map[string]json.RawMessage
	if json.Unmarshal(body, &values) != nil || values == nil {
		return nil, "InvalidParameter", "The body of the request is not a JSON object."
	}
	given = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		var text string
		switch {
		case !slices.Contains(declared, name):
			return nil, "UnknownParameter", fmt.Sprintf("The parameter `%s` is not recognized.", name)
		case values[name][0] != '"' || json.Unmarshal(values[name], &text) != nil:
			return nil, "InvalidParameter", fmt.Sprintf("The value type of parameter `%s` is not valid.", name)
		}
		given[name] = text
	}
	switch event := given["ClientContext"]; {
	case given["FunctionName"] == "":
		return nil, "MissingParameter", "The request is missing a required parameter `FunctionName`."
	case given["InvocationType"] != "Event":
		return nil, "InvalidParameterValue", "InvocationType is not Event, and this embedded platform has no other."
	case len(event) > maxEvent:
		return nil, "InvalidParameterValue", "ClientContext is longer than 128 KB."
	case event != "" && !json.Valid([]byte(event)):
		return nil, "InvalidParameterValue", "ClientContext is no JSON."
	}
	return given, "", ""
}

// lookUp finds the function.
func (s *Server) lookUp(region string, given map[string]string) (code, message string) {
	f := s.config.Function
	switch {
	case cmp.Or(given["Namespace"], "default") != cmp.Or(f.Namespace, "default"):
		return "ResourceNotFound.Namespace", "Namespace does not exist."
	case region != f.Region || given["FunctionName"] != f.Name:
		return "ResourceNotFound.Function", "Function does not exist."
	case cmp.Or(given["Qualifier"], "$LATEST") != cmp.Or(f.Version, "$LATEST"):
		return "ResourceNotFound.Version", "The version does not exist."
	default:
		return "", ""
	}
}
