package delivery

import "errors"

// Status is how one delivery ended, in the words of the answer.
type Status string

// What a channel can report. A caller that decides not to call a channel at all has words of its own.
const (
	StatusDelivered Status = "delivered" // the other side has accepted the parcel
	StatusFailed    Status = "failed"    // it has not
	StatusUnclear   Status = "unclear"   // it may have: see [Unclear]
)

// StatusOf is the status that the error of [Channel].Deliver stands for; nil stands for [StatusDelivered].
func StatusOf(err error) Status {
	switch {
	case err == nil:
		return StatusDelivered
	case FaultOf(err) == Unclear:
		return StatusUnclear
	default:
		return StatusFailed
	}
}

// FaultOf is the fault of the first [*Error] in err's chain. Any other error is [Temporary]: nothing is known
// that would make another try useless.
func FaultOf(err error) Fault {
	var e *Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return Temporary
}
