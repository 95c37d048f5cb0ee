package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"tokenreport/internal/retry"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	tchttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
)

// errNotSent is a failure of the SDK itself, before the network.
var errNotSent = errors.New("the request could not be made")

// sdk is made anew for each attempt, because the exchange, which belongs to the attempt, is its transport.
func (c *Client) sdk(x *exchange) *common.Client {
	credential := common.NewTokenCredential(
		c.credentials.SecretID.Reveal(), c.credentials.SecretKey.Reveal(), c.credentials.Token.Reveal())
	return common.NewCommonClient(credential, c.region, c.profile).WithHttpTransport(x)
}

// attempt sends one request and decodes the answer. A nil *Error says that the API gave one without an error in it.
func (c *Client) attempt(ctx context.Context, action string, params, answer any) (*exchange, *Error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if answer != nil { // without what an earlier attempt has left there
		reflect.ValueOf(answer).Elem().SetZero()
	}
	x := &exchange{transport: c.transport, cleaner: c.cleaner, limit: c.maxAnswer, answer: answer, signed: c.now()}
	err := c.sdk(x).Send(c.newRequest(ctx, action, params, x.signed), new(unread))
	x.received = c.now()
	if err != nil && x.err == nil {
		x.err = fmt.Errorf("%w: %s", errNotSent, c.cleaner.clean(err.Error(), maxMessage))
	}
	return x, c.failure(action, x)
}

// failure is what went wrong with an exchange, nil if nothing did.
func (c *Client) failure(action string, x *exchange) *Error {
	e := &Error{Action: action, Status: x.status, Clock: x.clock(), Err: x.err, RequestID: c.cleaner.clean(x.head.RequestID, maxCode)}
	if refusal := x.head.Error; refusal != nil {
		e.Code = c.cleaner.clean(refusal.Code, maxCode)
		e.Message = c.cleaner.clean(refusal.Message, maxMessage)
	} else if x.err == nil {
		return nil
	}
	e.Hint = c.service.hintFor(e)
	if retry.IsCode(e.Code, signatureExpired) && !x.date.IsZero() {
		e.Hint = skewHint(x.signed, x.date)
	}
	return e
}

// skewHint compares this machine's clock with the server's.
func skewHint(signed, server time.Time) string {
	direction, skew := "behind", server.Sub(signed).Round(time.Second)
	if skew < 0 {
		direction, skew = "ahead of", -skew
	}
	return fmt.Sprintf("clock skew: signed at %s, which is %s %s the server's %s: synchronise this machine's clock",
		signed.UTC().Format(time.RFC3339), skew, direction, server.UTC().Format(time.RFC3339))
}

// signedRequest is any action's request to the SDK.
type signedRequest struct {
	*tchttp.BaseRequest
	params any
}

// newRequest dates the signature itself: the SDK lets a header replace the timestamp that it takes from the
// machine's clock.
func (c *Client) newRequest(ctx context.Context, action string, params any, now time.Time) *signedRequest {
	base := new(tchttp.BaseRequest).Init().WithApiInfo(c.service.name, c.service.version, action)
	base.SetContext(ctx)
	base.SetHeader(map[string]string{"X-TC-Timestamp": strconv.FormatInt(now.Unix(), 10)})
	return &signedRequest{base, params}
}

// MarshalJSON makes the body by the standard library, which the SDK's copy of it respects.
func (r *signedRequest) MarshalJSON() ([]byte, error) { return json.Marshal(r.params) }

// unread satisfies the SDK, which shall not decode: the answer is in the [exchange].
type unread struct{}

func (*unread) ParseErrorFromHTTPResponse([]byte) error { return nil }
