// Package retry knows which failures may pass without anybody's help: one table for every client. A failure that it does not call
// transient needs a person. It waits for nothing and sends nothing; how often a transient failure is tried again is its caller's
// decision.
package retry

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Status reports whether a refusal with this HTTP status is transient: the server is slow, busy or broken (408, 425, 429, 5xx), or
// the request met another one (409). A conflict that lasts has a code, see [Refusal].
func Status(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	default:
		return status >= 500
	}
}

// transientCodes are transient whatever the status; each covers its subcodes (RequestLimitExceeded.UinLimitExceeded).
var transientCodes = []string{
	// The APIs, which refuse with HTTP 200. The meaning of FailedOperation is not specified.
	"RequestLimitExceeded", "InternalError", "ServiceUnavailable", "ResourceUnavailable", "FailedOperation",
	// COS (https://cloud.tencent.com/document/product/436/7730): a request that was damaged or late on its way, or met another one. The
	// next invocation brings a token that has not expired.
	"BadDigest", "EntitySizeNotMatch", "IncompleteBody", "RequestTimeout", "ExpiredToken", "PathConflict", "SlowDown", "TooManyRequests",
}

// lastingCodes need a person, or mean something, although their status says that they may pass.
var lastingCodes = []string{"FileAlreadyExists"}

// Code reports whether a refusal with this code of an API or of COS is transient whatever its status.
func Code(code string) bool { return listed(transientCodes, code) }

// Refusal reports whether a refusal with this HTTP status and code (empty: none was given) is transient.
func Refusal(status int, code string) bool {
	return Code(code) || Status(status) && !listed(lastingCodes, code)
}

func listed(codes []string, code string) bool {
	return slices.ContainsFunc(codes, func(known string) bool { return IsCode(code, known) })
}

// IsCode reports whether code is want or one of its subcodes.
func IsCode(code, want string) bool {
	return code == want || strings.HasPrefix(code, want+".")
}

// Cause reports whether a connection that failed with err may succeed later. Everything may (a name that does not resolve, a
// refused connection, a reset, a timeout, half an answer) but what lies in the settings: a certificate that is not trusted, and a port that does not speak TLS.
func Cause(err error) bool { return !Untrusted(err) && !NotTLS(err) }

// Untrusted reports whether the other side's certificate was refused.
func Untrusted(err error) bool {
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &certificate)
}

// NotTLS reports whether the other side answered a TLS handshake with something else.
func NotTLS(err error) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
}

// CutShort reports whether a text is the beginning of one in JSON, without its end.
func CutShort(text []byte) bool {
	var value json.RawMessage
	err := json.NewDecoder(bytes.NewReader(text)).Decode(&value)
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
