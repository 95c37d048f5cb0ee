package apiclient

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
)

// class sorts errors by what helps against them (API document, "Common Error Codes").
type class int

const (
	final       class = iota // the same request gets the same answer
	throttled                // too many requests
	unavailable              // the service or the way to it is unwell
	failed                   // FailedOperation, whose meaning is unspecified
	expired                  // the signature's timestamp is more than five minutes off
	garbled                  // HTTP 200, but not the API's JSON
)

// maxAttempts is the most requests that one call sends, fallback of the time fields aside.
const maxAttempts = 4

// retries is how often an error of the class is worth another request.
func (c class) retries() int {
	switch c {
	case throttled, unavailable:
		return maxAttempts - 1
	case failed:
		return 2
	case expired, garbled:
		return 1
	default:
		return 0
	}
}

func (c class) temporary() bool {
	return c == throttled || c == unavailable || c == failed || c == garbled
}

// codeClasses holds the codes that are not final; each covers its subcodes too
// (RequestLimitExceeded.UinLimitExceeded).
var codeClasses = []struct {
	code  string
	class class
}{
	{"RequestLimitExceeded", throttled},
	{"InternalError", unavailable},
	{"ServiceUnavailable", unavailable},
	{"ResourceUnavailable", unavailable},
	{"FailedOperation", failed},
	{"AuthFailure.SignatureExpire", expired},
}

func classOf(e *Error) class {
	if e.Code == "" {
		return causeClass(e.Err)
	}
	for _, known := range codeClasses {
		if isCode(e.Code, known.code) {
			return known.class
		}
	}
	return final
}

// isCode reports whether code is want or one of its subcodes.
func isCode(code, want string) bool {
	return code == want || strings.HasPrefix(code, want+".")
}

func causeClass(err error) class {
	var status *StatusError
	switch {
	case err == nil:
		return final
	case errors.As(err, &status):
		return statusClass(status.Status)
	case isFinalCause(err):
		return final
	default:
		return unavailable
	}
}

func statusClass(status int) class {
	switch {
	case status == http.StatusOK:
		return garbled
	case status == http.StatusTooManyRequests:
		return throttled
	case status >= 500:
		return unavailable
	default:
		return final
	}
}

// isFinalCause tells what trying again does not mend from resets, timeouts and broken connections, which
// have no common type.
func isFinalCause(err error) bool {
	var (
		shape       *json.UnmarshalTypeError
		certificate *tls.CertificateVerificationError
		noTLS       tls.RecordHeaderError
		lookup      *net.DNSError
	)
	for _, known := range []error{context.Canceled, ErrTooLarge, errNotSent, http.ErrSchemeMismatch} {
		if errors.Is(err, known) {
			return true
		}
	}
	return errors.As(err, &shape) ||
		errors.As(err, &certificate) ||
		errors.As(err, &noTLS) ||
		errors.As(err, &lookup) && lookup.IsNotFound
}
