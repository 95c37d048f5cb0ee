package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// Graphs is the usage API. *[apiclient.Client] is one.
type Graphs interface {
	TokenUsageGraph(ctx context.Context, q apiclient.Query) (apiclient.Graph, error)
}

// Query is what some reports ask the API for.
type Query struct {
	Reports []string // their names
	Filter  apiclient.Filter
	Zone    *time.Location // bounds the day
	// Labels says what the labels of points mark, and by what evidence; nil: it is not shown.
	Labels func(ctx context.Context) string
}

// usage asks all queries at once, for the last full day, and compares the clocks by what was answered.
func (p Plan) usage(ctx context.Context) []Row {
	clocks := make([]apiclient.Clock, len(p.Queries))
	var groups []group
	for i, query := range p.Queries {
		groups = append(groups, func(ctx context.Context) []Row {
			return []Row{Try(ctx, p.Now, API, func(ctx context.Context) (o Outcome) {
				o, clocks[i] = p.ask(ctx, query)
				return o
			})}
		})
	}
	rows := together(groups...)(ctx)
	return append(rows, Try(ctx, p.Now, Clock, func(context.Context) Outcome { return compare(clocks) }))
}

func (p Plan) ask(ctx context.Context, query Query) (Outcome, apiclient.Clock) {
	day := report.PreviousDay(p.Now(), query.Zone)
	names := strings.Join(query.Reports, ", ")
	graph, err := p.API.TokenUsageGraph(ctx, apiclient.Query{Filter: query.Filter, Start: day.From, End: day.Until})
	if err != nil {
		var call *apiclient.Error
		if !errors.As(err, &call) {
			call = new(apiclient.Error)
		}
		return Outcome{
			Detail:   "for " + names,
			Findings: []Finding{Complain(Failed, err, "check api.endpoint, and that the network lets this connection out")},
		}, call.Clock
	}
	detail := fmt.Sprintf("for %s: %d points on %s; ", names, len(graph.Total), day.Name())
	if query.Labels != nil {
		detail += query.Labels(ctx) + "; "
	}
	return Outcome{Detail: detail + "request ID " + graph.RequestID}, graph.Clock
}

// How far a clock may be off: the API refuses a signature of another time by more than refusedSkew (common error codes,
// AuthFailure.SignatureExpire).
const (
	tolerableSkew = 30 * time.Second
	refusedSkew   = 5 * time.Minute
)

// compare looks at the largest difference.
func compare(clocks []apiclient.Clock) Outcome {
	var worst time.Duration
	told := false
	for _, clock := range clocks {
		behind, known := clock.Behind()
		told = told || known
		if known && behind.Abs() >= worst.Abs() {
			worst = behind
		}
	}
	if !told {
		return Outcome{Skip: "no answer of the API told its time"}
	}
	text := skew(worst)
	const hint = "synchronise this machine's clock (NTP): the API refuses signatures that are five minutes off"
	switch {
	case worst.Abs() > refusedSkew:
		return Outcome{Findings: []Finding{{Failed, text, hint}}}
	case worst.Abs() > tolerableSkew:
		return Outcome{Findings: []Finding{{Warning, text, hint}}}
	}
	return Outcome{Detail: text}
}

func skew(behind time.Duration) string {
	switch behind = behind.Round(time.Second); cmp.Compare(behind, 0) {
	case 0:
		return "that of the API, within a second"
	case 1:
		return fmt.Sprintf("%s behind the API's", behind)
	default:
		return fmt.Sprintf("%s ahead of the API's", -behind)
	}
}
