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
)

// maxBody is the most that is read of an answer, after decompression, where [Options].MaxAnswer does not say: room for some
// 300,000 points of each series. The API publishes no limit.
const maxBody = 32 << 20

// maxScanned is how much of a foreign body is searched for something to show.
const maxScanned = 64 << 10

// ErrTooLarge says that an answer was longer than [Options].MaxAnswer and was not read to its end.
var ErrTooLarge = errors.New("the answer is too large for this function's memory")

// exchange is one HTTP exchange. It is the transport under the SDK, which reads without limit, loses the
// status behind its parse errors and decodes with a JSON package of its own. So the exchange keeps the answer
// to itself, decodes it as it arrives, within the limit, and hands the SDK an empty one.
type exchange struct {
	transport http.RoundTripper
	cleaner   cleaner
	limit     limit
	answer    any // a pointer to the struct of the action's members; nil: they are skipped

	signed   time.Time // the timestamp that the signature covers
	received time.Time // when the answer was in, or none came; set by whoever sends
	// The rest is known after RoundTrip.
	status int       // 0: no answer
	date   time.Time // the server's clock; zero if it does not say
	head   head      // what of the answer is common to all actions
	shape  error     // a member of the answer that has another type than its field
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

	if response.ContentLength > int64(x.limit) {
		return x.broken(x.limit.exceeded())
	}
	body := &boundedBody{from: response.Body, limit: x.limit}
	answered, err := x.decode(body)
	if err == nil && answered && (x.status == http.StatusOK || x.head.Error != nil) && (x.head.Error == nil || x.head.Error.Code != "") {
		return nil
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(body, maxScanned-int64(len(body.begin)))) // for the excerpt
	if body.err != nil {
		return x.broken(body.err)
	}
	if x.status == http.StatusOK && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return x.broken(io.ErrUnexpectedEOF)
	}
	x.head = head{}
	return &StatusError{
		Status:      response.StatusCode,
		ContentType: x.cleaner.clean(response.Header.Get("Content-Type"), maxCode),
		Excerpt:     x.cleaner.clean(string(body.begin), maxExcerpt),
		Invalid:     invalid(answered, err),
	}
}

// invalid is what is wrong with JSON that begins as the API's does; nil where something else is speaking.
func invalid(begun bool, err error) error {
	var syntax *json.SyntaxError
	var shape *json.UnmarshalTypeError
	switch {
	case !begun, errors.As(err, &shape):
		return nil
	case errors.As(err, &syntax):
		return fmt.Errorf("%w, at byte %d", err, syntax.Offset)
	default:
		return err
	}
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

// limit is the most bytes that are read of an answer.
type limit int64

func (l limit) exceeded() error {
	return fmt.Errorf("%w: more than %.3g MiB", ErrTooLarge, float64(l)/(1<<20))
}

// boundedBody reads an answer up to its limit and keeps its beginning.
type boundedBody struct {
	from  io.Reader
	limit limit
	read  limit
	begin []byte // the first [maxScanned] bytes
	err   error  // why there is no more, but for the end of the answer
}

func (b *boundedBody) Read(into []byte) (int, error) {
	n, err := b.from.Read(into)
	b.begin = append(b.begin, into[:min(n, maxScanned-len(b.begin))]...)
	if err != nil && err != io.EOF {
		b.err = fmt.Errorf("read the answer: %w", err)
	}
	if b.read += limit(n); b.read > b.limit {
		n, b.err = 0, b.limit.exceeded()
		err = b.err
	}
	return n, err
}
