package apiclient_test

import (
	"errors"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

func TestClockIsBehindByTheLeastThatTheDateAllows(t *testing.T) {
	noon := time.Date(2024, 11, 20, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		sent, received time.Duration // after noon
		want           time.Duration
	}{
		"at the same time":          {0, 0, 0},
		"within the second":         {900 * time.Millisecond, 950 * time.Millisecond, 0},
		"a slow answer":             {-20 * time.Second, 300 * time.Millisecond, 0},
		"behind":                    {-62 * time.Second, -60 * time.Second, time.Minute},
		"ahead":                     {61 * time.Second, 63 * time.Second, -time.Minute},
		"ahead by less than it was": {1500 * time.Millisecond, 2 * time.Second, -500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			clock := apiclient.Clock{Sent: noon.Add(test.sent), Received: noon.Add(test.received), Server: noon}
			if behind, known := clock.Behind(); behind != test.want || !known {
				t.Errorf("%v, %v; want %v", behind, known, test.want)
			}
		})
	}
	if _, known := (apiclient.Clock{Sent: noon, Received: noon}).Behind(); known {
		t.Error("an answer without a date tells something")
	}
}

func TestAnswersTellTheClock(t *testing.T) {
	client, server := connect(t, nil)
	graph, err := client.TokenUsageGraph(t.Context(), november19(t))
	if behind, known := graph.Clock.Behind(); err != nil || !known || behind != 0 {
		t.Errorf("%v behind, known: %v, %v", behind, known, err)
	}
	server.Inject(lketest.Always(lketest.APIError("UnauthorizedOperation", "no")))
	_, err = client.TokenUsageGraph(t.Context(), november19(t))
	var refusal *apiclient.Error
	if !errors.As(err, &refusal) {
		t.Fatal(err)
	}
	if _, known := refusal.Clock.Behind(); !known {
		t.Error("the refusal tells nothing of the clock")
	}
}
