package check_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/check"
)

// drifting answers each question by another clock.
type drifting map[string]time.Duration

func (d drifting) TokenUsageGraph(ctx context.Context, q apiclient.Query) (apiclient.Graph, error) {
	return api{behind: d[q.Filter.ModelName]}.TokenUsageGraph(ctx, q)
}

// TestTheWorstClockIsTold whichever of the answers told it.
func TestTheWorstClockIsTold(t *testing.T) {
	for _, clocks := range []drifting{{"": -time.Minute, "m": time.Second}, {"": time.Second, "m": -time.Minute}} {
		p := all()
		p.Languages, p.API = nil, clocks
		for _, row := range p.Run(t.Context()) {
			if row.Check == check.Clock && (row.Result != check.Warning || !strings.Contains(row.Findings[0].Text, "59s ahead")) {
				t.Errorf("%v: %+v", clocks, row)
			}
		}
	}
}

// asked keeps what was asked for.
type asked struct {
	api
	query *apiclient.Query
}

func (a asked) TokenUsageGraph(ctx context.Context, q apiclient.Query) (apiclient.Graph, error) {
	*a.query = q
	return a.api.TokenUsageGraph(ctx, q)
}

// TestTheDayIsThatOfTheReport, by its zone, as in a run.
func TestTheDayIsThatOfTheReport(t *testing.T) {
	var got apiclient.Query
	p := all()
	p.Languages, p.API = nil, asked{query: &got}
	p.Queries = []check.Query{{Reports: []string{"daily"}, Zone: time.FixedZone("UTC+7", 7*60*60)}}
	p.Run(t.Context())
	if from := time.Date(2024, 11, 18, 17, 0, 0, 0, time.UTC); !got.Start.Equal(from) || !got.End.Equal(from.AddDate(0, 0, 1)) {
		t.Errorf("asked from %v to %v", got.Start, got.End)
	}
}
