package command

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// What is remembered at most: of a month's report with many parts, and not of a server that never ends to answer.
const (
	mostAnswers   = 10_000
	longestAnswer = 16 << 20
)

// remembering carries requests to the API, and answers those that it has carried before by itself, for as long as it lasts:
// whoever works on how a report looks needs its figures once.
type remembering struct {
	carrier *http.Transport

	mu      sync.Mutex
	answers map[[sha256.Size]byte][]byte // by question
}

func remember(carrier *http.Transport) *remembering {
	return &remembering{carrier: carrier, answers: map[[sha256.Size]byte][]byte{}}
}

// RoundTrip implements [http.RoundTripper]. Errors and refusals are not remembered.
func (r *remembering) RoundTrip(request *http.Request) (*http.Response, error) {
	question, request, err := questionOf(request)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	known, ok := r.answers[question]
	r.mu.Unlock()
	if ok {
		return answerTo(request, known), nil
	}
	response, err := r.carrier.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusOK {
		return response, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	_ = response.Body.Close() // all that is wanted of it is read
	if err != nil {
		return nil, fmt.Errorf("read the API's answer: %w", err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	if !bytes.Contains(body, []byte(`"Error"`)) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if len(r.answers) < mostAnswers {
			r.answers[question] = body
		}
	}
	return response, nil
}

// questionOf is what a request asks, apart from its date and signature; and the request to be carried.
func questionOf(request *http.Request) (question [sha256.Size]byte, again *http.Request, err error) {
	body := []byte(nil)
	if request.Body != nil {
		body, err = io.ReadAll(request.Body)
		_ = request.Body.Close() // it is read
		if err != nil {
			return question, nil, err
		}
	}
	again = request.Clone(request.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	asked := fmt.Sprintf("%s\n%s\n%s\n%s", request.URL, request.Header.Get("X-TC-Action"), request.Header.Get("X-TC-Region"), body)
	return sha256.Sum256([]byte(asked)), again, nil
}

func answerTo(request *http.Request, body []byte) *http.Response {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)), Request: request,
	}
}
