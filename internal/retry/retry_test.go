package retry_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"

	"tokenreport/internal/retry"
)

func Example() {
	fmt.Println(retry.Refusal(http.StatusConflict, "PathConflict"), retry.Refusal(http.StatusConflict, "FileAlreadyExists"))
	// Output: true false
}

func TestRefusal(t *testing.T) {
	for _, test := range []struct {
		status int
		code   string
		want   bool
	}{
		{408, "", true}, {409, "", true}, {425, "", true}, {429, "", true}, {500, "", true}, {502, "", true}, {503, "", true}, {504, "", true}, {599, "", true},
		{200, "", false}, {301, "", false}, {400, "", false}, {401, "", false}, {403, "", false}, {404, "", false}, {410, "", false}, {413, "", false}, {422, "", false},
		{409, "FileAlreadyExists", false}, {409, "PathConflict", true}, {409, "OperationAborted", true},
		{403, "AccessDenied", false}, {503, "SlowDown", true}, {500, "Unheard", true}, {400, "BadDigest", true}, {400, "RequestTimeout", true},
		{200, "RequestLimitExceeded.UinLimitExceeded", true}, {200, "InternalErrorNot", false}, {200, "InvalidParameter", false}, {200, "LimitExceeded", false},
		{503, "InvalidParameter", true}, // a gateway's status counts as much as the words in its body
	} {
		if got := retry.Refusal(test.status, test.code); got != test.want {
			t.Errorf("%d %q: transient %t, want %t", test.status, test.code, got, test.want)
		}
	}
}

func TestCause(t *testing.T) {
	for _, test := range []struct {
		err  error
		want bool
	}{
		{&net.DNSError{Err: "no such host", IsNotFound: true}, true},
		{&net.DNSError{Err: "server misbehaving", IsTemporary: true}, true},
		{&net.DNSError{Err: "i/o timeout", IsTimeout: true}, true},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{syscall.ENETUNREACH, true}, {syscall.ECONNRESET, true}, {syscall.EPIPE, true},
		{io.EOF, true}, {io.ErrUnexpectedEOF, true}, {context.DeadlineExceeded, true}, {context.Canceled, true}, {tls.AlertError(80), true},
		{&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, false},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, false},
		{http.ErrSchemeMismatch, false},
	} {
		if got := retry.Cause(fmt.Errorf("dial: %w", test.err)); got != test.want {
			t.Errorf("%v: transient %t, want %t", test.err, got, test.want)
		}
	}
}

func TestCutShort(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "{": true, `{"Response":{"Total":[`: true, `{"Response":{"Total":[{"X":"2024`: true, `{"a":tru`: true,
		"<html>": false, `{"a":}`: false, `{"a":1}`: false,
	} {
		if got := retry.CutShort([]byte(text)); got != want {
			t.Errorf("%q: cut short %t, want %t", text, got, want)
		}
	}
}
