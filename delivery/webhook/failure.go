package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tokenreport/delivery"
	"tokenreport/internal/retry"
)

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte // at most maxAnswer of it
	cut    error  // why the body ends early; nil: it does not
}

// A verdict is what an answer means.
type verdict struct {
	accepted bool
	obscure  bool // it says neither yes nor no
	passing  bool // refused for the moment
	code     string
	words    string
	hint     string
}

// settle says what an answer means for the delivery.
func (c *Channel) settle(ctx context.Context, a answer) (ref string, err error) {
	v := c.judge(a)
	if v.accepted {
		return cmp.Or(c.quote(v.words), "accepted"), nil
	}
	e := c.failed(delivery.Permanent, errors.New(c.quote(describe(a, v))), v.hint)
	e.Code, e.RequestID = c.quote(v.code), c.quote(requestID(a.header))
	switch {
	case v.obscure:
		e.Fault, e.Hint = delivery.Unclear, mayHaveArrived
		if cause := c.cause(ctx, a.cut); a.cut != nil {
			e.Err = fmt.Errorf("the answer broke off: %w", cause)
		}
	case v.passing:
		e.Fault, e.RetryAfter = delivery.Temporary, retryAfter(a.header, c.options.Now())
	}
	return "", e
}

const mayHaveArrived = "look into the group: the message may have arrived; sent again it may stand there twice"

// judge tells what is the same for every kind, and leaves the rest to the kind.
func (c *Channel) judge(a answer) verdict {
	switch {
	case a.status/100 == 3:
		return verdict{hint: "the URL leads elsewhere, and the figures were not sent there: give the webhook's own url"}
	case a.status == http.StatusTooManyRequests:
		return verdict{passing: true, words: string(a.body), hint: "too many messages: give reports to the group at different times"}
	case a.status >= 500:
		return verdict{passing: true, hint: "server error; will retry"}
	case retry.Status(a.status):
		return verdict{passing: true, words: string(a.body), hint: "not accepted for now; will retry"}
	}
	v := c.kind.judge(a)
	// Half a refusal does not say why.
	v.passing = v.passing || v.code == "" && a.status/100 != 2 && (a.cut != nil || len(a.body) > 0 && a.body[0] == '{' && retry.CutShort(a.body))
	return v
}

// describe is a refusal in the other side's words, without anything of the request.
func describe(a answer, v verdict) string {
	said := fmt.Sprintf("HTTP %d %s", a.status, http.StatusText(a.status))
	switch {
	case v.obscure && a.cut == nil:
		return said + " with an answer that is none of this kind of webhook"
	case v.code != "" && a.status == http.StatusOK:
		said = v.code
	case v.code != "":
		said += ": " + v.code
	}
	if v.words != "" && v.words != v.code {
		said += ": " + v.words
	}
	return said
}

// requestID is the other side's name for the request, under which it can look into it.
func requestID(h http.Header) string {
	return cmp.Or(h.Get("X-Tt-Logid"), h.Get("X-Slack-Req-Id"), h.Get("X-Request-Id"))
}

// retryAfter reads the header of RFC 9110, section 10.2.3: seconds, or a date. 0 where there is none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		const most = 24 * 60 * 60
		return time.Duration(max(0, min(seconds, most))) * time.Second
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}

// coded reads the answer of a chat that has a code in its body: 0 is yes.
func coded(a answer, codeKey, wordsKey string, passing map[int]bool, hints map[int]string) verdict {
	code, words, understood := codeIn(a.body, codeKey, wordsKey)
	switch {
	case !understood && a.status/100 == 2:
		return verdict{obscure: true}
	case !understood:
		return verdict{hint: "check the webhook's url: its server does not take messages there"}
	case code == 0:
		return verdict{accepted: true, words: words}
	}
	return verdict{
		passing: passing[code], code: fmt.Sprintf("%s %d", codeKey, code), words: words,
		hint: cmp.Or(hints[code], "look the code up in the documentation of the chat's robots"),
	}
}

// codeIn reads code and words of a body; not understood where there is no number.
func codeIn(body []byte, codeKey, wordsKey string) (code int, words string, understood bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil || len(fields[codeKey]) == 0 || string(fields[codeKey]) == "null" {
		return 0, "", false
	}
	if json.Unmarshal(fields[codeKey], &code) != nil {
		return 0, "", false
	}
	_ = json.Unmarshal(fields[wordsKey], &words) // a code without words is an answer, too
	return code, words, true
}

// lost is a request without an answer. Where all of it went out, it may have arrived.
func (c *Channel) lost(ctx context.Context, err error, handedOver bool) *delivery.Error {
	e := c.failed(delivery.Temporary, c.cause(ctx, err), "check the webhook's url, and that the network lets this connection out")
	switch {
	case handedOver:
		e.Fault, e.Hint = delivery.Unclear, mayHaveArrived
	case retry.Untrusted(err):
		e.Fault, e.Hint = delivery.Permanent, "the host's certificate is not trusted: check the webhook's url"
	case retry.NotTLS(err):
		e.Fault, e.Hint = delivery.Permanent, "the host does not speak TLS on this port: check the webhook's url"
	case ctx.Err() != nil:
		e.Hint = "the host did not answer in time"
	}
	return e
}

// cause is what was behind an error, without the URL that net/http puts before it.
func (c *Channel) cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx) // what ended the request, rather than that it was ended
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("the host closed the connection: %w", io.EOF)
	}
	if err == nil {
		return nil
	}
	if text := c.quote(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}
