// Package webhooktest is a server on the loopback interface that behaves, for the requests that this program makes, as the
// robots of WeCom, Feishu, DingTalk and Slack do, and as a receiver of JSON should: each under the path of the real one, it
// verifies key, signature, timestamp, form and size, keeps what it takes, answers in the words of the real one (refusals
// of all but Slack and the receiver with HTTP 200), and fails on request. It does not import package testing, so a program
// may embed it.
package webhooktest

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"tokenreport/loopback/web"
)

// Key is what is secret in every URL: the key, the token, or the end of the path.
const Key = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5canary"

// The limits of the real ones.
const (
	mostOfWeCom      = 4096      // bytes of content
	mostOfFeishu     = 20 * 1024 // bytes of body
	mostOfDingTalk   = 20_000    // bytes of text
	mostOfSlackText  = 3000      // characters of a block's text
	mostOfSlackBlock = 50
	longestAge       = time.Hour // of a signature
	mostOfBody       = 1 << 20
)

// Options configure a [Server].
type Options struct {
	// Secret signs the requests of DingTalk, Feishu and the receiver; empty: signatures are not asked for.
	Secret string
	// Keyword must be in what DingTalk and Feishu get; empty: none.
	Keyword string
	// PerMinute is how many messages a kind takes in a minute; 0: any number.
	PerMinute int
	Now       func() time.Time // the server's clock; nil: it stands still, and signatures are of any time
	PlainHTTP bool             // leave out TLS
}

// Message is what was taken.
type Message struct {
	Kind   string
	Header http.Header
	Body   []byte
	At     time.Time // by the server's clock
}

// Server is a running server. Its methods may be called at any time from any goroutine.
type Server struct {
	options Options
	http    *httptest.Server
	door    *door
	done    chan struct{}

	mu       sync.Mutex
	messages []Message
	requests int
	script   Script
}

// paths are the kinds, each under the path of the real one's URL.
var paths = map[string]string{
	"wecom":    "/cgi-bin/webhook/send",
	"feishu":   "/open-apis/bot/v2/hook/" + Key,
	"dingtalk": "/robot/send",
	"slack":    "/services/T00000000/B00000000/" + Key,
	"json":     "/receive/" + Key,
}

// Start starts a server on a free port of the loopback interface. [Server.Close] stops it.
func Start(o Options) *Server {
	s := &Server{options: o, done: make(chan struct{})}
	s.http = web.Start(http.HandlerFunc(s.serve), o.PlainHTTP, func(l net.Listener) net.Listener {
		s.door = &door{Listener: l}
		return s.door
	})
	return s
}

// Close ends hanging requests and stops the server.
func (s *Server) Close() {
	close(s.done)
	s.door.clear()
	s.http.Close()
}

// URL is the whole URL of a kind's robot, its secret part included.
func (s *Server) URL(kind string) string {
	u := s.http.URL + paths[kind]
	switch kind {
	case "wecom":
		return u + "?key=" + Key
	case "dingtalk":
		return u + "?access_token=" + Key
	}
	return u
}

// CertPool holds the authority that a client must trust; nil with PlainHTTP.
func (s *Server) CertPool() *x509.CertPool {
	if s.options.PlainHTTP {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AddCert(s.http.Certificate())
	return pool
}

// Certificate is what CertPool holds, for a client in another process; nil with PlainHTTP.
func (s *Server) Certificate() *x509.Certificate { return s.http.Certificate() }

// Client is a client that trusts the server.
func (s *Server) Client() *http.Client { return s.http.Client() }

// Messages are those that were taken so far, in order; of the receiver's, those under an Idempotency-Key that it had are
// left out.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Requests is how many requests were read, whether they were taken or not.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// answer is what a robot says.
type answer struct {
	status int
	header map[string]string
	body   string
}

func (a answer) write(w http.ResponseWriter) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, mostOfBody))
	if err != nil {
		return
	}
	kind := kindAt(r.URL.Path)
	if kind == "" || r.Method != http.MethodPost {
		answer{status: http.StatusNotFound, body: "not found"}.write(w)
		return
	}
	s.mu.Lock()
	s.requests++
	script := s.script
	s.mu.Unlock()
	if script != nil {
		if f, hit := script(kind); hit {
			s.misbehave(f, kind, r, body, w)
			return
		}
	}
	s.take(kind, r, body).write(w)
}

// kindAt finds the kind by the part of the path that is not secret.
func kindAt(path string) string {
	for kind, prefix := range map[string]string{
		"wecom": paths["wecom"], "feishu": "/open-apis/bot/v2/hook/", "dingtalk": paths["dingtalk"], "slack": "/services/", "json": "/receive/",
	} {
		if len(path) >= len(prefix) && path[:len(prefix)] == prefix {
			return kind
		}
	}
	return ""
}

// take judges a request, and keeps it if it is taken.
func (s *Server) take(kind string, r *http.Request, body []byte) answer {
	robot := robots[kind]
	if refusal := robot.examine(s, r, body); refusal != nil {
		return *refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if s.options.PerMinute > 0 && s.recent(kind, now) >= s.options.PerMinute {
		return robot.busy
	}
	if !s.has(kind, r.Header.Get("Idempotency-Key")) {
		s.messages = append(s.messages, Message{Kind: kind, Header: r.Header.Clone(), Body: bytes.Clone(body), At: now})
	}
	return robot.taken
}

func (s *Server) now() time.Time {
	if s.options.Now == nil {
		return time.Time{}
	}
	return s.options.Now()
}

// recent counts the messages of a kind within the last minute.
func (s *Server) recent(kind string, now time.Time) int {
	n := 0
	for _, m := range s.messages {
		if m.Kind == kind && now.Sub(m.At) < time.Minute {
			n++
		}
	}
	return n
}

func (s *Server) has(kind, key string) bool {
	return kind == "json" && key != "" && slices.ContainsFunc(s.messages, func(m Message) bool {
		return m.Kind == kind && m.Header.Get("Idempotency-Key") == key
	})
}

// coded is an answer with a code, as the chats but Slack give it.
func coded(codeKey, wordsKey string, code int, words string) answer {
	text, _ := json.Marshal(words) // a string always can be
	return answer{
		status: http.StatusOK, header: map[string]string{"Content-Type": "application/json"},
		body: fmt.Sprintf(`{%q:%d,%q:%s}`, codeKey, code, wordsKey, text),
	}
}

// isFresh reports whether a timestamp, in the given unit, is not older than signatures may be, nor as far ahead.
func (s *Server) isFresh(timestamp string, unit time.Duration) bool {
	n, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || s.options.Now == nil {
		return err == nil
	}
	age := s.now().Sub(time.Unix(0, n*int64(unit)))
	return age < longestAge && age > -longestAge
}

func query(r *http.Request) url.Values { return r.URL.Query() }
