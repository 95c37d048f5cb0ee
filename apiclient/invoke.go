package apiclient

import (
	"context"
	"errors"
	"fmt"

	"tokenreport/internal/retry"
)

// Function is a cloud function, by what an invocation of it is told.
type Function struct {
	Region    string // where it runs: ap-singapore
	Namespace string // empty: the default one
	Name      string
	Version   string // $LATEST or a number; empty: $LATEST
}

// Invoker starts invocations of one function by the Invoke action of SCF (version 2018-04-16). It signs, paces and retries
// as the [Client] does that it was made by. It may be used by several goroutines.
type Invoker struct {
	client   *Client
	function Function
}

// invokeRate is the platform's limit for Invoke, in requests per second.
const invokeRate = 100

// The words of Invoke.
const (
	invokeAction = "Invoke"
	asynchronous = "Event"
)

// Invoker makes an invoker of one function at the platform's endpoint (see [ParseEndpoint]), with the client's credentials,
// clock, connections and pacer; closing the client closes its connections as well. All that is wrong is reported together.
func (c *Client) Invoker(endpoint string, f Function) (*Invoker, error) {
	parsed, err := ParseEndpoint(endpoint)
	if err := errors.Join(err, CheckRegion(f.Region)); err != nil {
		return nil, fmt.Errorf("invoke functions: %w", err)
	}
	platform := *c
	platform.service, platform.endpoint, platform.region, platform.rate = &scf, parsed, f.Region, invokeRate
	platform.profile, platform.traffic = newProfile(parsed), new(traffic)
	return &Invoker{&platform, f}, nil
}

// invokeParams are the parameters of Invoke.
type invokeParams struct {
	FunctionName   string
	InvocationType string
	Namespace      string `json:",omitempty"`
	Qualifier      string `json:",omitempty"`
	ClientContext  string `json:",omitempty"`
}

// errNotStarted is an answer without a request ID of the invocation: it is not known whether there is one.
var errNotStarted = errors.New("the answer names no invocation")

// Invoke starts an invocation with an event, which is JSON of at most 128 KB, and returns the request ID that it runs under
// without waiting for what comes of it. A call whose answer was lost is repeated, so the event may be delivered twice, as
// the platform's own may. The error wraps an [*Error].
func (v *Invoker) Invoke(ctx context.Context, event []byte) (requestID string, err error) {
	var answer struct {
		Result struct {
			FunctionRequestID string `json:"FunctionRequestId"`
		}
	}
	call, err := v.client.ask(ctx, invokeAction, invokeParams{
		FunctionName: v.function.Name, InvocationType: asynchronous, Namespace: v.function.Namespace,
		Qualifier: v.function.Version, ClientContext: string(event),
	}, &answer)
	requestID = v.client.cleaner.clean(answer.Result.FunctionRequestID, maxCode)
	if err == nil && requestID == "" {
		err = &Error{Action: invokeAction, RequestID: call.RequestID, Attempts: call.Attempts, Err: errNotStarted}
	}
	if err != nil {
		return "", fmt.Errorf("invoke the function %s: %w", v.function.Name, err)
	}
	return requestID, nil
}

// absentFunction is a name that no function has. CAM permits or denies the action whatever the function is.
const absentFunction = "tokenreport-check-of-the-right-to-invoke"

// Permitted finds out whether the credentials may invoke functions, without starting any: it asks for one that does not
// exist. Nil says that it was this that was refused.
func (v *Invoker) Permitted(ctx context.Context) error {
	_, _, err := v.client.call(ctx, invokeAction, invokeParams{FunctionName: absentFunction, InvocationType: asynchronous}, nil)
	var refusal *Error
	if errors.As(err, &refusal) && retry.IsCode(refusal.Code, "ResourceNotFound") {
		return nil
	}
	if err == nil {
		return fmt.Errorf("invoke the function %s, which should not exist: it was accepted", absentFunction)
	}
	return fmt.Errorf("ask for the right to invoke: %w", err)
}
