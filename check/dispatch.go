package check

import (
	"context"
	"fmt"
)

// Invoker is the platform's API. *[apiclient.Invoker] is one.
type Invoker interface {
	// Permitted finds out whether functions may be invoked, without invoking any.
	Permitted(ctx context.Context) error
}

// Dispatching is how reports are dispatched.
type Dispatching struct {
	Invoker Invoker // nil: not known here, since only the function is told where it runs
	Rate    int     // how many invocations there may be at most
}

// dispatch asks for the permission that a run needs. Without it the reports are made all the same, by one invocation.
func (p Plan) dispatch(ctx context.Context) []Row {
	if p.Dispatch == nil {
		return nil
	}
	return []Row{Try(ctx, p.Now, Dispatch, func(ctx context.Context) Outcome {
		if p.Dispatch.Invoker == nil {
			return Outcome{Skip: "the function's region is known on the platform only, by an event that asks for a check; " +
				"its role needs scf:InvokeFunction on resource *"}
		}
		if err := p.Dispatch.Invoker.Permitted(ctx); err != nil {
			return Outcome{Findings: []Finding{Complain(Warning, fmt.Errorf("all reports will be made in one invocation: %w", err),
				"check TOKENREPORT_SCF_ENDPOINT, and that the network lets this connection out")}}
		}
		return Outcome{Detail: fmt.Sprintf("invoking is permitted, as far as a function that does not exist can tell; at most %d invocations", p.Dispatch.Rate)}
	})}
}
