package apiclient

import (
	"fmt"
	"net/http"
	"strings"

	"tokenreport/internal/retry"
)

// Error is a call that brought no answer. It never contains a secret; remote text in it is cut, without
// control characters, and free of the credentials that a server may have echoed.
type Error struct {
	Action    string // DescribeTokenUsageGraph
	Code      string // the API's own code, such as RequestLimitExceeded; empty if there was no such answer
	Message   string // the API's own words; may be empty
	RequestID string // empty if no answer came
	Status    int    // HTTP status of the last answer; 0 if none came
	Attempts  int    // requests sent
	Hint      string // what to do about it; may be empty
	Clock     Clock  // what the last answer told
	Err       error  // the cause where it is not the API's answer: [*StatusError], a network error, the context's
}

// Error is one line: action, code and message or cause, request ID, attempts, hint.
func (e *Error) Error() string {
	parts := []string{e.Action}
	for _, part := range []string{e.Code, e.Message} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	text := strings.Join(parts, ": ")
	if details := e.details(); details != "" {
		text += " (" + details + ")"
	}
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

func (e *Error) details() string {
	var details []string
	if e.RequestID != "" {
		details = append(details, "request ID "+e.RequestID)
	}
	switch e.Attempts {
	case 0:
	case 1:
		details = append(details, "1 attempt")
	default:
		details = append(details, fmt.Sprintf("%d attempts", e.Attempts))
	}
	return strings.Join(details, ", ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Denied reports whether the API answered that this user or role may not call the action: a call that a report can
// do without is left out then, until somebody permits it. Wrong or expired credentials are another matter.
func (e *Error) Denied() bool {
	return retry.IsCode(e.Code, "UnauthorizedOperation") || retry.IsCode(e.Code, "AuthFailure.UnauthorizedOperation")
}

// Barred reports whether the API refused who asked, not what was asked: its keys, its permission, its address. Every other
// call of the same action would be refused as well.
func (e *Error) Barred() bool {
	for _, code := range []string{"AuthFailure", "UnauthorizedOperation", "IpInBlacklist", "IpNotInWhitelist"} {
		if retry.IsCode(e.Code, code) {
			return true
		}
	}
	return false
}

// StatusError is an answer that is not the API's: another HTTP status than 200, or a body that is not its
// JSON. The API itself answers 200 also to refused calls, so a gateway, a proxy or a wrong endpoint is speaking.
type StatusError struct {
	Status      int    // HTTP status
	ContentType string // cleaned and cut
	Excerpt     string // the beginning of the body, cleaned and cut
	Invalid     error  // what is wrong with the JSON of an answer that begins like the API's; nil for any other
}

// Error names the status and shows the beginning of the body.
func (e *StatusError) Error() string {
	text := fmt.Sprintf("HTTP %d %s", e.Status, http.StatusText(e.Status))
	switch {
	case e.Invalid != nil:
		text += ", but the API's answer is not valid JSON: " + e.Invalid.Error()
	case e.Status == http.StatusOK:
		text += ", but not an answer of the API"
	}
	if e.ContentType != "" {
		text += " (" + e.ContentType + ")"
	}
	if e.Excerpt != "" {
		text += ": " + e.Excerpt
	}
	return text
}

// cause shows an error in cleaned words, and keeps it for [errors.Is] and [errors.As].
type cause struct {
	words string
	err   error
}

func (c *cause) Error() string { return c.words }
func (c *cause) Unwrap() error { return c.err }
