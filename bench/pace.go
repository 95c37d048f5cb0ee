package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

const (
	applications = 200
	// latency is how long the API takes for an answer.
	latency = 80 * time.Millisecond
	// paceLimit is the time limit of the function: enough for all applications, and for some of the days before.
	paceLimit = 45 * time.Second
)

// pace lets the function ask for the parts of many applications, of an API that holds to its limit, and looks at how close to
// the limit it comes, and at whether the API refused anything.
func pace(ctx context.Context, folder string, b binaries) ([]row, error) {
	ids := make([]string, applications)
	scenario := lketest.Scenario{Seed: 1}
	for i := range ids {
		ids[i] = fmt.Sprint(1790000000000000000 + i)
		scenario.Streams = append(scenario.Streams, lketest.Streams()[0])
		scenario.Streams[i].AppBizID = ids[i]
	}
	more := fmt.Sprintf(", breakdown: {app_biz_ids: [%s]}", strings.Join(quoted(ids), ", "))
	s, err := newStage(folder, scenario, apiclient.DefaultRate, more)
	if err != nil {
		return nil, err
	}
	defer s.close()
	s.api.Inject(lketest.Always(func(api http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(latency)
			api.ServeHTTP(w, r)
		})
	}))
	spent, err := s.invocation(b.ours.path, secondMorning, paceLimit, nil).start(ctx)
	if err != nil {
		return nil, err
	}
	return []row{paceRow(s.api.Requests(), spent)}, nil
}

func quoted(values []string) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = fmt.Sprintf("%q", v)
	}
	return list
}

func paceRow(requests []lketest.Request, spent cost) row {
	var departures []time.Time
	refused := 0
	for _, r := range requests {
		if r.Code != "" {
			refused++
		}
		if r.Action == "DescribeTokenUsageGraph" {
			departures = append(departures, r.At)
		}
	}
	span := departures[len(departures)-1].Sub(departures[0])
	reached := float64(len(departures)-1) / span.Seconds()
	return row{
		fmt.Sprintf("%d applications, %v an answer: %d calls, %d refused", applications, latency, len(departures), refused),
		fmt.Sprintf("%.2f calls a second, %s of processor time", reached, milliseconds(spent.processor)),
		fmt.Sprintf("%d a second, the API's limit", apiclient.DefaultRate),
		fmt.Sprintf("%.3f", reached/apiclient.DefaultRate), "≥ 0.95, none refused",
	}
}
