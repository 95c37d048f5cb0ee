package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"tokenreport/internal/retry"
)

// maxBody is the most that is read of an answer, after decompression: room for some 300,000 points of each
// series. The API publishes no limit.
const maxBody = 32 << 20

// maxScanned is how much of a foreign body is searched for something to show.
const maxScanned = 64 << 10

// ErrTooLarge says that an answer was longer than 32 MiB and was not read to its end.
var ErrTooLarge = errors.New("the answer is larger than 32 MiB")

// exchange is one HTTP exchange. It is the transport under the SDK, which reads without limit, loses the
// status behind its parse errors and decodes with a JSON package of its own. So the exchange keeps the answer
// to itself, bounded and checked, and hands the SDK an empty one.
type exchange struct {
	transport http.RoundTripper
	cleaner   cleaner

	signed   time.Time // the timestamp that the signature covers
	received time.Time // when the answer was in, or none came; set by whoever sends
	// The rest is known after RoundTrip.
	status int       // 0: no answer
	date   time.Time // the server's clock; zero if it does not say
	body   []byte    // the whole answer, nil if err is not
	head   head      // what of it is common to all actions
	err    error
}

// head is what every action's answer holds: either Error or the action's own members.
type head struct {
	Error     *struct{ Code, Message string }
	RequestID string `json:"RequestId"`
}

// clock is what the answer told of the server's clock.
func (x *exchange) clock() Clock { return Clock{Sent: x.signed, Received: x.received, Server: x.date} }

// RoundTrip implements [http.RoundTripper].
func (x *exchange) RoundTrip(request *http.Request) (*http.Response, error) {
	if x.err = x.carryOut(request); x.err != nil {
		return nil, x.err
	}
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(bytes.NewReader([]byte(`{"Response":{}}`))),
		Request:    request,
	}, nil
}

func (x *exchange) carryOut(request *http.Request) error {
	response, err := x.transport.RoundTrip(request)
	if err != nil {
		return x.broken(err)
	}
	defer func() { _ = response.Body.Close() }()
	x.status = response.StatusCode
	x.date, _ = http.ParseTime(response.Header.Get("Date"))

	body, err := readBody(response)
	if err != nil {
		return x.broken(err)
	}
	if !x.accept(body) {
		if x.status == http.StatusOK && retry.CutShort(body) {
			return x.broken(io.ErrUnexpectedEOF)
		}
		return &StatusError{
			Status:      response.StatusCode,
			ContentType: x.cleaner.clean(response.Header.Get("Content-Type"), maxCode),
			Excerpt:     x.cleaner.clean(string(body[:min(len(body), maxScanned)]), maxExcerpt),
		}
	}
	return nil
}

// accept takes a body that is the API's; with another status than 200 only if it is the API's error.
func (x *exchange) accept(body []byte) bool {
	var envelope struct{ Response *head }
	if json.Unmarshal(body, &envelope) != nil || envelope.Response == nil {
		return false
	}
	x.body, x.head = body, *envelope.Response
	if x.head.Error == nil {
		return x.status == http.StatusOK
	}
	return x.head.Error.Code != ""
}

// broken puts an error of the transport into words that make sense beside the action's name.
func (x *exchange) broken(err error) error {
	words := x.cleaner.clean(err.Error(), maxMessage)
	switch {
	case errors.Is(err, ErrTooLarge):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		words = "the connection ended before the answer was complete"
	case errors.Is(err, context.DeadlineExceeded):
		words = "no answer in time"
	}
	return &cause{words, err}
}

func readBody(response *http.Response) ([]byte, error) {
	if response.ContentLength > maxBody {
		return nil, ErrTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if len(body) > maxBody {
		return nil, ErrTooLarge
	}
	return body, nil
}
