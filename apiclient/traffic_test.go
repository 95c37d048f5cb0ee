package apiclient_test

import (
	"context"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

// A call counts once however often it is tried, and not at all if nothing was sent.
func TestTraffic(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		client := newClient(t, o)
		if _, err := client.TokenUsageGraph(t.Context(), november19(t)); err != nil {
			t.Fatal(err)
		}
		before := client.Traffic()
		if before != (apiclient.Traffic{Calls: 1, Requests: 1}) || before.Retries() != 0 {
			t.Errorf("after one call: %+v", before)
		}
		api.Inject(lketest.Always(lketest.BadGateway()))
		if _, err := client.TokenUsageGraph(t.Context(), november19(t)); err == nil {
			t.Fatal("no error")
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := client.TokenUsageGraph(over, november19(t)); err == nil {
			t.Fatal("no error")
		}
		if since := client.Traffic().Since(before); since != (apiclient.Traffic{Calls: 1, Requests: 4}) || since.Retries() != 3 {
			t.Errorf("after a call that was tried four times and one that was not: %+v", since)
		}
		if pace := client.Pace(); pace < 19 || pace >= apiclient.DefaultRate {
			t.Errorf("a pace of %v", pace)
		}
	})
}
