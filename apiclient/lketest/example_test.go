package lketest_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/secret"
)

// A month of an invented account, whose first call fails.
func ExampleStart() {
	credentials := apiclient.Credentials{SecretID: secret.New("AKIDexample"), SecretKey: secret.New("key")}
	server, err := lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{credentials},
		Source:   lketest.Month(1),
		Now:      time.Now,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	server.Inject(lketest.Sequence(lketest.BadGateway()))

	client, err := apiclient.New(apiclient.Options{
		Endpoint: server.Endpoint, Region: "ap-guangzhou", Rate: apiclient.DefaultRate, Now: time.Now,
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	start := time.Date(2024, 11, 19, 0, 0, 0, 0, time.FixedZone("UTC+8", 8*60*60))
	graph, err := client.TokenUsageGraph(context.Background(), apiclient.Query{Start: start, End: start.AddDate(0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(graph.Total), "intervals of 5 minutes with usage, after", len(server.Requests()), "requests")
	// Output: 253 intervals of 5 minutes with usage, after 2 requests
}

func ExampleSeeded() {
	start := time.Date(2024, 11, 18, 0, 0, 0, 0, time.FixedZone("UTC+8", 8*60*60))
	source := lketest.Seeded(lketest.Scenario{
		Seed:   1,
		Events: []lketest.Event{{From: start.Add(24 * time.Hour), Until: start.Add(48 * time.Hour), Factor: 0}},
	})
	week := source(lketest.Query{Start: start, End: start.AddDate(0, 0, 14).Add(-time.Second)}).(lketest.Graph)
	fmt.Println(len(week.Total), "days of 14 have usage")
	// Output: 13 days of 14 have usage
}
