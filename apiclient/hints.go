package apiclient

import (
	"errors"
	"net"
	"strings"

	"tokenreport/internal/retry"
)

// A codeHint says what to do about a code and its subcodes. {action} stands for the action, {version} for the service's
// version, and {endpoint} for the setting that says where it is served.
type codeHint struct{ code, hint string }

// codeHints hold for every service that has none of its own for a code, the more specific first.
var codeHints = []codeHint{
	{"AuthFailure.TokenFailure", "the session token is missing, expired or of another key: temporary keys need the token they came with, long-lived keys must have none"},
	{"AuthFailure.SignatureExpire", "synchronise this machine's clock: it may be five minutes off at most"},
	{"AuthFailure.SignatureFailure", "the secret key does not belong to the secret ID"},
	{"AuthFailure.SecretIdNotFound", "the endpoint does not know this secret ID: the international and the domestic site have separate keys"},
	{"AuthFailure.InvalidSecretId", "the endpoint does not take this secret ID: it needs an API key, and the international and the domestic site have separate ones"},
	{"AuthFailure.MFAFailure", "the account asks for multi-factor authentication: use a role or a key without it"},
	{"AuthFailure", "check the credentials"},
	{"IpInBlacklist", "this address is barred from the API: see the account's access rules"},
	{"IpNotInWhitelist", "add this address to the account's access rules"},
	{"ActionOffline", "the API has retired {action}: look for a newer tokenreport"},
	{"InvalidAction", "this endpoint does not offer {action}: check {endpoint}"},
	{"NoSuchVersion", "this endpoint does not offer version {version}: check {endpoint}"},
	{"NoSuchProduct", "this endpoint serves something else: check {endpoint}"},
	{"UnsupportedProtocol", "use an https endpoint"},
	{"FailedOperation", "the API gives no reason: if it persists, give the request ID to Tencent Cloud's support"},
	{"InternalError", "the fault is the API's: try later, and give the request ID to Tencent Cloud's support if it persists"},
	{"ServiceUnavailable", "the service is down for the moment: try later"},
	{"ResourceUnavailable", "the service is down for the moment: try later"},
}

// hintFor says what the reader of the error can do; empty where nothing is known.
func (s *service) hintFor(e *Error) string {
	hint := causeHint(e.Err)
	if e.Code != "" {
		hint = codeHintFor(e.Code, s.hints, codeHints)
	}
	return strings.NewReplacer("{action}", e.Action, "{version}", s.version, "{endpoint}", s.setting).Replace(hint)
}

// codeHintFor looks a code up in lists, the first before the second.
func codeHintFor(code string, lists ...[]codeHint) string {
	for _, list := range lists {
		for _, known := range list {
			if retry.IsCode(code, known.code) {
				return known.hint
			}
		}
	}
	return ""
}

func causeHint(err error) string {
	var (
		status *StatusError
		lookup *net.DNSError
	)
	switch {
	case errors.As(err, &status) && status.Invalid != nil:
		return "try again later; if it persists, a proxy damages the answers, or the API does: give its support the time of this call"
	case errors.As(err, &status):
		return status.hint()
	case errors.Is(err, ErrTooLarge):
		return "give the function more memory, or narrow the filter"
	case retry.Untrusted(err):
		return "check {endpoint}, and that this machine has the usual root certificates"
	case retry.NotTLS(err), errors.As(err, &lookup) && lookup.IsNotFound:
		return "check {endpoint}"
	default:
		return ""
	}
}

func (e *StatusError) hint() string {
	switch {
	case e.foreign():
		return "something other than the API answers there: check {endpoint} and the network's proxy"
	case retry.Status(e.Status):
		return "upstream gateway error; try again later"
	default:
		return "check {endpoint} and the network's proxy"
	}
}
