package apiclient

import (
	"context"
	"errors"
	"net/http"

	"tokenreport/internal/retry"
)

// maxAttempts is the most requests that one call sends, fallback of the time fields aside.
const maxAttempts = 4

// signatureExpired is the code of a signature that is more than five minutes off.
const signatureExpired = "AuthFailure.SignatureExpire"

// Temporary reports whether the same call may succeed later with nothing changed (see package retry). Temporary errors have been
// retried already as far as time allowed.
func (e *Error) Temporary() bool {
	var status *StatusError
	switch {
	case e.Code != "":
		return retry.Refusal(e.Status, e.Code)
	case errors.As(e.Err, &status):
		return status.foreign() || retry.Status(status.Status)
	case e.Err == nil, errors.Is(e.Err, context.Canceled), errors.Is(e.Err, ErrTooLarge), errors.Is(e.Err, errNotSent), errors.Is(e.Err, errShape):
		return false
	default:
		return retry.Cause(e.Err)
	}
}

// retries is how often the error is worth another request.
func (e *Error) retries() int {
	var status *StatusError
	switch {
	case retry.IsCode(e.Code, signatureExpired): // the next one is signed by another moment's clock
		return 1
	case retry.IsCode(e.Code, "FailedOperation"):
		return 2
	case errors.As(e.Err, &status) && status.foreign():
		return 1
	case e.Temporary():
		return maxAttempts - 1
	default:
		return 0
	}
}

// foreign reports whether something other than the API has answered, and has refused nothing.
func (e *StatusError) foreign() bool { return e.Status == http.StatusOK }
