package apiclient

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
)

// codeHints says what to do about the API's codes, the more specific first. {action} stands for the action.
var codeHints = []struct{ code, hint string }{
	{"RequestLimitExceeded", "other programs share this account's limit: lower api.rate or run at another minute"},
	{"AuthFailure.TokenFailure", "the session token is missing, expired or of another key: temporary keys need the token they came with, long-lived keys must have none"},
	{"AuthFailure.SignatureExpire", "synchronise this machine's clock: it may be five minutes off at most"},
	{"AuthFailure.SignatureFailure", "the secret key does not belong to the secret ID"},
	{"AuthFailure.SecretIdNotFound", "the endpoint does not know this secret ID: the international and the domestic site have separate keys"},
	{"AuthFailure.InvalidSecretId", "the endpoint does not take this secret ID: it needs an API key, and the international and the domestic site have separate ones"},
	{"AuthFailure.MFAFailure", "the account asks for multi-factor authentication: use a role or a key without it"},
	{"AuthFailure.UnauthorizedOperation", "allow lke:{action} on resource * to this user or role in CAM"},
	{"UnauthorizedOperation", "allow lke:{action} on resource * to this user or role in CAM"},
	{"AuthFailure", "check the credentials"},
	{"IpInBlacklist", "this address is barred from the API: see the account's access rules"},
	{"IpNotInWhitelist", "add this address to the account's access rules"},
	{"UnsupportedRegion", "set api.region: ap-jakarta at the international endpoint, ap-guangzhou at the domestic one"},
	{"ActionOffline", "the API has retired {action}: look for a newer tokenreport"},
	{"InvalidAction", "this endpoint does not offer {action}: check api.endpoint"},
	{"NoSuchVersion", "this endpoint does not offer version " + version + ": check api.endpoint"},
	{"NoSuchProduct", "this endpoint does not serve LKE: check api.endpoint"},
	{"UnsupportedProtocol", "use an https endpoint"},
	{"UnknownParameter", "this endpoint does not declare a parameter that was sent: check the report's filter, and let api.time_fields be auto"},
	{"InvalidParameter", "check the values of the report's filter"},
	{"InvalidParameterValue", "check the values of the report's filter"},
	{"MissingParameter", "this endpoint wants a parameter that was not sent: check the report's filter"},
	{"ResponseSizeLimitExceeded", "ask for a shorter period or narrow the filter"},
	{"RequestSizeLimitExceeded", "shorten the lists of the report's filter"},
	{"FailedOperation", "the API gives no reason: if it persists, give the request ID to Tencent Cloud's support"},
	{"InternalError", "the fault is the API's: try later, and give the request ID to Tencent Cloud's support if it persists"},
	{"ServiceUnavailable", "the service is down for the moment: try later"},
	{"ResourceUnavailable", "the service is down for the moment: try later"},
}

// hintFor says what the reader of the error can do; empty where nothing is known.
func hintFor(e *Error) string {
	if e.Code == "" {
		return causeHint(e.Err)
	}
	for _, known := range codeHints {
		if isCode(e.Code, known.code) {
			return strings.ReplaceAll(known.hint, "{action}", e.Action)
		}
	}
	return ""
}

func causeHint(err error) string {
	var (
		status      *StatusError
		certificate *tls.CertificateVerificationError
		noTLS       tls.RecordHeaderError
		lookup      *net.DNSError
	)
	switch {
	case errors.As(err, &status):
		return statusHint(status.Status)
	case errors.Is(err, ErrTooLarge):
		return "ask for a shorter period or narrow the filter"
	case errors.As(err, &certificate):
		return "check api.endpoint, and that this machine has the usual root certificates"
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &noTLS), errors.As(err, &lookup) && lookup.IsNotFound:
		return "check api.endpoint"
	default:
		return ""
	}
}

func statusHint(status int) string {
	switch statusClass(status) {
	case throttled, unavailable:
		return "a gateway before the API is unwell: try later"
	case garbled:
		return "something other than the API answers there: check api.endpoint and the network's proxy"
	default:
		return "check api.endpoint and the network's proxy"
	}
}
