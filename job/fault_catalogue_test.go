package job_test

import (
	"net/http"
	"slices"
	"strings"

	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/delivery/webhook/webhooktest"
)

// lasting is how long a fault lasts.
type lasting string

const (
	once        lasting = "once"         // the next step of its kind meets a healthy server
	forTheRun   lasting = "for the run"  // every later step of its kind fails as well; the next run meets a healthy server
	untilMended lasting = "until mended" // in all of the platform's tries; then a person mends it, and runs the day again
)

// A fault is what goes wrong at a step.
type fault struct {
	name  string
	lasts lasting
	// main faults are tried at every step, the others only at the first step of each kind.
	main bool
	// took says that the step takes effect all the same, so that only the answer is lost.
	took bool
	// crash ends the process at the step, by SIGKILL: after the effect if the step took effect, else before.
	crash bool
	hang  bool
	// says is the other side's code, which an error must name.
	says string

	// What the server does, of that which meets the step. A log has no server.
	api  lketest.Fault
	cos  costest.Fault
	smtp smtptest.Fault
	chat webhooktest.Fault
}

func (f fault) String() string { return f.name + ", " + string(f.lasts) }

// class is what the table's cases are counted by.
func (f fault) class() string {
	switch {
	case f.crash:
		return "crashes"
	case f.hang:
		return "hangs"
	case f.says != "":
		return "error answers"
	default:
		return "broken connections and answers"
	}
}

// faultsAt are the faults that make sense at a step.
func faultsAt(s step) []fault {
	switch {
	case s.At == atAPI:
		return apiFaults()
	case s.At == atBucket && strings.HasPrefix(s.Kind, "PUT "):
		return slices.Concat(requestFaults(), putFaults())
	case s.At == atBucket:
		return slices.Concat(requestFaults(), getFaults())
	case s.At == atChat:
		return chatFaults()
	case s.At == atLog:
		return []fault{{name: "crash", lasts: once, main: true, crash: true}}
	default:
		return mailFaults(smtptest.Moment(s.Kind))
	}
}

// of makes one fault for each length.
func (f fault) of(lengths ...lasting) []fault {
	var list []fault
	for _, length := range lengths {
		f.lasts = length
		list = append(list, f)
	}
	return list
}

// apiFaults are those of a call. It changes nothing at the API, so an answer that is lost after it was made is the same as
// a request that never arrived.
func apiFaults() []fault {
	busy := lketest.APIError("RequestLimitExceeded", "too many requests")
	unwell := lketest.APIError("InternalError", "An internal error has occurred.")
	refused := lketest.APIError("AuthFailure.UnauthorizedOperation", "not authorized")
	return slices.Concat(
		fault{name: "RequestLimitExceeded", says: "RequestLimitExceeded", api: busy}.of(once, forTheRun),
		fault{name: "InternalError", says: "InternalError", api: unwell}.of(once, forTheRun, untilMended),
		fault{name: "HTTP 502", says: "502", api: lketest.BadGateway()}.of(once, forTheRun),
		fault{name: "truncated answer", api: lketest.Truncate(40)}.of(once, forTheRun),
		fault{name: "refusal", says: "AuthFailure.UnauthorizedOperation", api: refused, main: true}.of(untilMended),
		fault{name: "reset", api: lketest.Reset()}.of(once, forTheRun),
		fault{name: "hang", api: lketest.Hang(), hang: true, main: true}.of(once),
		fault{name: "crash", api: lketest.Reset(), crash: true, main: true}.of(once),
	)
}

// requestFaults are those of every request to the bucket.
func requestFaults() []fault {
	busy := costest.Fault{Status: http.StatusServiceUnavailable, Code: "SlowDown", Message: "Please reduce your request rate."}
	denied := costest.Fault{Status: http.StatusForbidden, Code: "AccessDenied", Message: "Access Denied."}
	return slices.Concat(
		fault{name: "503 SlowDown", says: "SlowDown", cos: busy}.of(once, untilMended),
		fault{name: "503 SlowDown", says: "SlowDown", cos: busy, main: true}.of(forTheRun),
		fault{name: "403 AccessDenied", says: "AccessDenied", cos: denied, main: true}.of(untilMended),
		fault{name: "reset", cos: costest.Fault{Do: costest.Reset}}.of(once, forTheRun),
		fault{name: "hang", cos: costest.Fault{Do: costest.Hang}, hang: true}.of(once),
		fault{name: "crash before", cos: costest.Fault{Do: costest.Reset}, crash: true, main: true}.of(once),
	)
}

// putFaults are those of a request that changes something.
func putFaults() []fault {
	return slices.Concat(
		fault{name: "truncated answer", cos: costest.Fault{Do: costest.BreakOff, Late: true}, took: true}.of(once),
		fault{name: "damage on the way", cos: costest.Fault{Do: costest.Damage}}.of(once),
		fault{name: "answer lost", cos: costest.Fault{Do: costest.Reset, Late: true}, took: true, main: true}.of(once),
		fault{name: "answer lost", cos: costest.Fault{Do: costest.Reset, Late: true}, took: true}.of(forTheRun),
		fault{name: "hang of the answer", cos: costest.Fault{Do: costest.Hang, Late: true}, took: true, hang: true, main: true}.of(once),
		fault{name: "crash after", cos: costest.Fault{Do: costest.Reset, Late: true}, took: true, crash: true, main: true}.of(once),
	)
}

// getFaults are those of a request that only asks.
func getFaults() []fault {
	return slices.Concat(
		fault{name: "truncated answer", cos: costest.Fault{Do: costest.BreakOff}}.of(once),
		fault{name: "garbled answer", cos: costest.Fault{Do: costest.Damage}}.of(once),
	)
}

// midway is within every message: so many of its bytes are taken before a fault at [smtptest.Body].
const midway = 100

// mailFaults are those of a moment of a session.
func mailFaults(m smtptest.Moment) []fault {
	const later, never = "451 4.3.0 try again later", "554 5.7.1 refused"
	spoilt := func(name string, f smtptest.Fault) fault {
		f.After = midway
		f.Early = true
		return fault{name: name, smtp: f}
	}
	reset, stall := spoilt("reset", smtptest.Fault{Do: smtptest.Reset}), spoilt("hang", smtptest.Fault{Do: smtptest.Hang})
	stall.hang, stall.main = true, true
	killed := reset
	killed.name, killed.crash, killed.main = "crash before", true, true
	if m == smtptest.FinalDot {
		reset.name, reset.main = "lost, never accepted", true
	}
	list := slices.Concat(
		spoilt("closed connection", smtptest.Fault{Do: smtptest.Close}).of(once),
		reset.of(once, forTheRun), stall.of(once), killed.of(once),
	)
	if m != smtptest.Handshake {
		list = append(list, replies(m, later, never)...)
	}
	if m == smtptest.FinalDot {
		list = append(list, append(lostAcceptances(), reset.of(untilMended)...)...)
	}
	return list
}

// replies are refusals. Within the message they are followed by the end of the connection.
func replies(m smtptest.Moment, later, never string) []fault {
	refusal := func(reply string) fault {
		f := fault{name: reply[:3], says: reply[:3], smtp: smtptest.Fault{Reply: reply, After: midway}}
		if m == smtptest.Body {
			f.smtp.Do = smtptest.Close
		}
		return f
	}
	soft, hard := refusal(later), refusal(never)
	list := soft.of(once, untilMended)
	soft.main, hard.main = true, true
	return slices.Concat(list, soft.of(forTheRun), hard.of(untilMended))
}

// lostAcceptances are those of a mail that is accepted, and the client does not hear of it.
func lostAcceptances() []fault {
	lost := fault{name: "acceptance lost", took: true, main: true, smtp: smtptest.Fault{Do: smtptest.Reset}}
	closed := fault{name: "acceptance lost, closed connection", took: true, smtp: smtptest.Fault{Do: smtptest.Close}}
	stall := fault{name: "hang of the acceptance", took: true, hang: true, smtp: smtptest.Fault{Do: smtptest.Hang}}
	killed := lost
	killed.name, killed.crash = "crash after", true
	return slices.Concat(lost.of(once, forTheRun, untilMended), closed.of(once), stall.of(once), killed.of(once))
}

// chatFaults are those of a message to a group's robot, which answers refusals with HTTP 200.
func chatFaults() []fault {
	busy := webhooktest.Fault{Do: webhooktest.Busy}
	unwell := webhooktest.Fault{Status: http.StatusBadGateway, Body: "<html>"}
	refused := webhooktest.Fault{Status: http.StatusOK, Body: `{"errcode":93000,"errmsg":"invalid webhook url"}`}
	lost := webhooktest.Fault{Do: webhooktest.Reset, Late: true}
	return slices.Concat(
		fault{name: "too many", says: "45009", chat: busy}.of(once, forTheRun),
		fault{name: "bad gateway", says: "502", chat: unwell}.of(untilMended),
		fault{name: "refusal", says: "93000", chat: refused}.of(untilMended),
		fault{name: "lost, never accepted", chat: webhooktest.Fault{Do: webhooktest.Reset}}.of(once, forTheRun, untilMended),
		fault{name: "answer lost", took: true, chat: lost}.of(once, forTheRun, untilMended),
		fault{name: "truncated answer", took: true, chat: webhooktest.Fault{Do: webhooktest.BreakOff, Late: true}}.of(once),
		fault{name: "hang of the answer", took: true, hang: true, chat: webhooktest.Fault{Do: webhooktest.Hang, Late: true}}.of(once),
		fault{name: "crash before", crash: true, chat: webhooktest.Fault{Do: webhooktest.Reset}}.of(once),
		fault{name: "crash after", took: true, crash: true, chat: lost}.of(once),
	)
}
