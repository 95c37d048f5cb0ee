package check_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/check"
)

// invoker permits, or says why not.
type invoker struct{ err error }

func (v invoker) Permitted(context.Context) error { return v.err }

func TestDispatching(t *testing.T) {
	denied := &apiclient.Error{Action: "Invoke", Code: "UnauthorizedOperation", RequestID: "r-1", Hint: "allow scf:InvokeFunction"}
	for name, test := range map[string]struct {
		plan   check.Dispatching
		result check.Result
		want   string // a part of the row
	}{
		"permitted":         {check.Dispatching{Invoker: invoker{}, Rate: 20}, check.OK, "at most 20 invocations"},
		"denied":            {check.Dispatching{Invoker: invoker{fmt.Errorf("ask: %w", denied)}}, check.Warning, "allow scf:InvokeFunction"},
		"unreachable":       {check.Dispatching{Invoker: invoker{errors.New("refused")}}, check.Warning, "check TOKENREPORT_SCF_ENDPOINT"},
		"on a command line": {check.Dispatching{}, check.Skipped, "scf:InvokeFunction on resource *"},
	} {
		t.Run(name, func(t *testing.T) {
			plan := all()
			plan.Dispatch = &test.plan
			rows := plan.Run(t.Context())
			row := rows[len(rows)-1]
			if len(rows) != len(order)+1 || row.Check != check.Dispatch || row.Result != test.result || !strings.Contains(fmt.Sprint(row), test.want) {
				t.Errorf("%+v; want %s with %q", row, test.result, test.want)
			}
		})
	}
}
