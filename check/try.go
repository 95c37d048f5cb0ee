package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tokenreport/apiclient"
	"tokenreport/delivery"
	"tokenreport/internal/parallel"
)

// Limit bounds each thing that is tried.
const Limit = 15 * time.Second

// Outcome is what came of trying one thing. The zero Outcome is a success without words.
type Outcome struct {
	Skip     string // why it was not tried
	Detail   string
	Findings []Finding
}

// result is the worst of the findings.
func (o Outcome) result() Result {
	switch has := func(r Result) bool {
		return slices.ContainsFunc(o.Findings, func(f Finding) bool { return f.Result == r })
	}; {
	case o.Skip != "":
		return Skipped
	case has(Failed):
		return Failed
	case has(Warning):
		return Warning
	default:
		return OK
	}
}

// Try tries one thing, within [Limit] and ctx, by the clock now. A panic is a failure of this one thing.
func Try(ctx context.Context, now func() time.Time, name string, try func(context.Context) Outcome) Row {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	started := now()
	outcome := safely(ctx, try)
	row := Row{Check: name, Result: outcome.result(), Detail: outcome.Detail, Findings: outcome.Findings, Took: now().Sub(started)}
	if outcome.Skip != "" {
		row.Detail, row.Took = outcome.Skip, 0
	}
	if row.Findings == nil {
		row.Findings = []Finding{}
	}
	return row
}

func safely(ctx context.Context, try func(context.Context) Outcome) (outcome Outcome) {
	defer func() {
		if defect := recover(); defect != nil {
			outcome = Outcome{Findings: []Finding{{
				Failed, delivery.Excerpt(fmt.Sprintf("a defect of tokenreport: %v", parallel.Recovered(defect).Value)), "please report it, with this line",
			}}}
		}
	}()
	return try(ctx)
}

// group tries some things and returns a row of each.
type group func(ctx context.Context) []Row

// together runs groups at the same time and keeps their rows in order.
func together(groups ...group) group {
	return func(ctx context.Context) []Row {
		rows := make([][]Row, len(groups))
		parallel.Do(len(groups), len(groups), func(i int) { rows[i] = groups[i](ctx) })
		return slices.Concat(rows...)
	}
}

// Complain makes a finding of an error, whose own hint goes before the one given.
func Complain(result Result, err error, hint string) Finding {
	var (
		refused *delivery.Error
		call    *apiclient.Error
	)
	text := err.Error()
	switch {
	case errors.As(err, &refused):
		bare := *refused
		bare.Hint = ""
		text = bare.Error()
		hint = cmp.Or(refused.Hint, hint)
	case errors.As(err, &call):
		bare := *call
		bare.Hint = ""
		text = bare.Error()
		hint = cmp.Or(call.Hint, hint)
	}
	return Finding{result, delivery.Excerpt(text), delivery.Excerpt(hint)}
}
