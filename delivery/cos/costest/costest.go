// Package costest is an object storage server on the loopback interface that behaves, for the requests that
// this program makes, as Tencent Cloud COS does: it verifies the signature, in a header or in a URL, the session
// token and the MD5 of every request, answers in COS's headers and XML, keeps objects in memory, and fails on
// request. It holds one bucket and does not list. It does not import package testing, so a program may embed it.
package costest

import (
	"crypto/md5"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash/crc64"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tokenreport/loopback/web"
)

// maxObject limits one object, to keep a faulty client from filling the memory.
const maxObject = 64 << 20

// Options configure a [Server].
type Options struct {
	// SecretID, SecretKey and Token are the credentials that requests must be signed with; an empty Token
	// demands that none be sent.
	SecretID, SecretKey, Token string
	// LinkID and LinkKey are a second pair, without a token, that may only read; none if LinkID is empty.
	LinkID, LinkKey string
	// Now is the server's clock, which dates objects and answers, and against which a signature's time is checked; nil: nothing is dated, or
	// checked.
	Now func() time.Time
	// PlainHTTP leaves out TLS.
	PlainHTTP bool
}

// Object is a stored object.
type Object struct {
	Content  []byte
	Header   http.Header // Content-Type, Content-MD5 and all X-Cos-Meta-*, as they were put
	Versions int         // how often it has been put since it was last deleted
	Modified time.Time   // when it was put, by the server's clock
}

// Request is a request that the server has read, whether it was granted or not.
type Request struct {
	Method, Key string
	Header      http.Header
}

// Server is a running server. Its methods may be called at any time from any goroutine.
type Server struct {
	options Options
	http    *httptest.Server
	done    chan struct{}

	mu         sync.Mutex
	objects    map[string]Object
	requests   []Request
	faults     []Fault
	script     Script
	versioning string // the status that COS calls it by; empty: none was ever kept
}

// Start starts a server on a free port of the loopback interface. [Server.Close] stops it.
func Start(o Options) *Server {
	s := &Server{options: o, done: make(chan struct{}), objects: map[string]Object{}}
	s.http = web.Start(http.HandlerFunc(s.serve), o.PlainHTTP, nil)
	return s
}

// Close ends hanging requests and stops the server.
func (s *Server) Close() {
	close(s.done)
	s.http.Close()
}

// URL is the bucket's base URL.
func (s *Server) URL() *url.URL {
	u, err := url.Parse(s.http.URL)
	if err != nil {
		panic(err) // httptest's own URL
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

// Objects are the objects stored now, by key.
func (s *Server) Objects() map[string]Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.objects)
}

// SetObjects replaces everything that is stored, by no request.
func (s *Server) SetObjects(objects map[string]Object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects = map[string]Object{}
	maps.Copy(s.objects, objects)
}

// Requests are the requests read so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// EnableVersioning keeps every version of an object from now on. As at COS, x-cos-forbid-overwrite then has
// no effect any more.
func (s *Server) EnableVersioning() { s.setVersioning("Enabled") }

// SuspendVersioning keeps no more versions. As at COS, that does not bring x-cos-forbid-overwrite back.
func (s *Server) SuspendVersioning() { s.setVersioning("Suspended") }

func (s *Server) setVersioning(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.versioning = status
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxObject))
	if err != nil {
		return // the client has gone
	}
	key := strings.TrimPrefix(r.URL.Path, "/")
	request := Request{r.Method, key, r.Header.Clone()}
	s.mu.Lock()
	s.requests = append(s.requests, request)
	id := fmt.Sprintf("NjM%08d", len(s.requests))
	s.mu.Unlock()
	w.Header().Set(requestIDHeader, id)
	if s.options.Now != nil {
		w.Header().Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	}
	a := s.answer(r, key, body)
	f, faulty := s.fault(request)
	if !faulty || f.Late {
		a.change()
	}
	if faulty {
		s.misbehave(f, a, w, r)
		return
	}
	a.write(w, r.URL.Path)
}

const requestIDHeader = "X-Cos-Request-Id"

// answer checks and handles the request; what it changes is not done before answer.change.
func (s *Server) answer(r *http.Request, key string, body []byte) *answer {
	if refusal := s.authorize(r); refusal != nil {
		return refusal
	}
	switch r.Method {
	case http.MethodPut:
		return s.put(r, key, body)
	case http.MethodGet, http.MethodHead:
		if r.URL.Query().Has("versioning") {
			return s.tellVersioning()
		}
		return s.get(key)
	case http.MethodDelete:
		return &answer{status: http.StatusNoContent, server: s, apply: func(objects map[string]Object) *answer {
			delete(objects, key)
			return nil
		}}
	default:
		return refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.")
	}
}

func (s *Server) put(r *http.Request, key string, body []byte) *answer {
	if refusal := checkDigest(r.Header.Get("Content-Md5"), body); refusal != nil {
		return refusal
	}
	object := Object{Content: body, Header: kept(r.Header)}
	if s.options.Now != nil {
		object.Modified = s.options.Now()
	}
	return &answer{status: http.StatusOK, header: describe(body), server: s, apply: func(objects map[string]Object) *answer {
		before, exists := objects[key]
		if exists && s.versioning == "" && r.Header.Get("X-Cos-Forbid-Overwrite") == "true" {
			return refuse(http.StatusConflict, "FileAlreadyExists", "The object you specified already exists and can not be overwritten.")
		}
		object.Versions = before.Versions + 1
		objects[key] = object
		return nil
	}}
}

// tellVersioning answers GET Bucket versioning: no status in a bucket that never kept versions.
func (s *Server) tellVersioning() *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := ""
	if s.versioning != "" {
		status = "<Status>" + s.versioning + "</Status>"
	}
	body := []byte("<VersioningConfiguration>" + status + "</VersioningConfiguration>")
	return &answer{status: http.StatusOK, header: describe(body), body: body}
}

func (s *Server) get(key string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	object, ok := s.objects[key]
	if !ok {
		return refuse(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
	}
	header := describe(object.Content)
	maps.Copy(header, object.Header)
	if !object.Modified.IsZero() {
		header.Set("Last-Modified", object.Modified.UTC().Format(http.TimeFormat))
	}
	return &answer{status: http.StatusOK, header: header, body: object.Content}
}

func checkDigest(digest string, body []byte) *answer {
	if digest == "" {
		return nil
	}
	want, err := base64.StdEncoding.DecodeString(digest)
	if err != nil || len(want) != md5.Size {
		return refuse(http.StatusBadRequest, "InvalidDigest", "The Content-MD5 you specified is not valid.")
	}
	if got := md5.Sum(body); !slices.Equal(got[:], want) {
		return refuse(http.StatusBadRequest, "BadDigest", "The Content-MD5 you specified did not match what we received.")
	}
	return nil
}

// kept are the headers that an object keeps.
func kept(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		if name == "Content-Type" || name == "Content-Md5" || strings.HasPrefix(name, "X-Cos-Meta-") {
			out[name] = values
		}
	}
	return out
}

// describe is what COS says of an object.
func describe(content []byte) http.Header {
	sum := md5.Sum(content)
	return http.Header{
		"Etag":                 {`"` + hex.EncodeToString(sum[:]) + `"`},
		"X-Cos-Hash-Crc64ecma": {strconv.FormatUint(crc64.Checksum(content, crc64.MakeTable(crc64.ECMA)), 10)},
	}
}
