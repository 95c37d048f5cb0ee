package apiclient_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/secret"
)

// A day's usage, from an embedded API that serves the API document's example.
func ExampleClient_TokenUsageGraph() {
	credentials := apiclient.Credentials{SecretID: secret.New("AKIDexample"), SecretKey: secret.New("key")}
	server, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Now: time.Now})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = server.Close() }()

	pacer := new(apiclient.Pacer) // one for the process
	client, err := apiclient.New(apiclient.Options{
		Endpoint: server.Endpoint, // lke.intl.tencentcloudapi.com
		Region:   "ap-guangzhou",
		Rate:     apiclient.DefaultRate,
		Now:      time.Now,
	}, credentials, pacer)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	zone := time.FixedZone("UTC+8", 8*60*60)
	graph, err := client.TokenUsageGraph(context.Background(), apiclient.Query{
		Start: time.Date(2024, 11, 19, 0, 0, 0, 0, zone),
		End:   time.Date(2024, 11, 20, 0, 0, 0, 0, zone),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, stat := range graph.Total {
		at, _, _ := stat.X.Time(zone)
		tokens, _ := stat.Y.Int64()
		fmt.Println(at.Format("2006-01-02 15:04"), tokens)
	}
	// Output:
	// 2024-11-19 09:30 14896
	// 2024-11-19 09:15 694
	// 2024-11-19 09:45 14968
	// 2024-11-19 09:35 36641
}

func ExampleError() {
	credentials := apiclient.Credentials{SecretID: secret.New("AKIDexample"), SecretKey: secret.New("key")}
	server, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Now: time.Now})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	client, err := apiclient.New(apiclient.Options{
		Endpoint: server.Endpoint, Region: "eu-frankfurt", Rate: apiclient.DefaultRate, Now: time.Now,
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		log.Fatal(err)
	}

	now := time.Now()
	_, err = client.TokenUsageGraph(context.Background(), apiclient.Query{Start: now.Add(-time.Hour), End: now})
	var failure *apiclient.Error
	if errors.As(err, &failure) {
		fmt.Println(failure.Code, "temporary:", failure.Temporary())
		fmt.Println(failure.Hint)
	}
	// Output:
	// UnsupportedRegion temporary: false
	// set api.region: ap-jakarta at the international endpoint, ap-guangzhou at the domestic one
}

// invented starts an embedded API that serves an invented account, and makes a client of it.
func invented(source lketest.Source, denied ...string) (client *apiclient.Client, stop func()) {
	credentials := apiclient.Credentials{SecretID: secret.New("AKIDexample"), SecretKey: secret.New("key")}
	server, err := lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{credentials}, Source: source, Now: time.Now, Denied: denied,
	})
	if err != nil {
		log.Fatal(err)
	}
	client, err = apiclient.New(apiclient.Options{
		Endpoint: server.Endpoint, Region: "ap-guangzhou", Rate: apiclient.DefaultRate, Now: time.Now,
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		log.Fatal(err)
	}
	return client, func() {
		client.Close()
		_ = server.Close()
	}
}

// november19th is a day in UTC+8.
func november19th() apiclient.Query {
	start := time.Date(2024, 11, 19, 0, 0, 0, 0, time.FixedZone("UTC+8", 8*60*60))
	return apiclient.Query{Start: start, End: start.AddDate(0, 0, 1)}
}

func ExampleClient_CallStatsGraph() {
	client, stop := invented(lketest.Example())
	defer stop()
	stats, err := client.CallStatsGraph(context.Background(), november19th())
	if err != nil {
		log.Fatal(err)
	}
	for _, stat := range stats.List {
		fmt.Println(stat.X.Text(), stat.Y.Text())
	}
	// Output:
	// 202411190930 12
	// 202411190915 11
}

// How much each application was used on a day.
func ExampleClient_Apps() {
	client, stop := invented(lketest.Month(1))
	defer stop()
	apps, err := client.Apps(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, app := range apps {
		q := november19th()
		q.AppBizIDs = []string{app.AppBizID}
		totals, err := client.TokenUsage(context.Background(), q)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(app.Name, totals.Total.Text(), "tokens in", totals.Calls.Text(), "calls")
	}
	// Output:
	// Support bot 4369528 tokens in 3349 calls
	// Shop assistant 1778895 tokens in 1417 calls
	// Staff handbook 1248448 tokens in 464 calls
	// 合同归档 789417 tokens in 116 calls
}

// A report can do without what its role may not ask for.
func ExampleError_Denied() {
	client, stop := invented(lketest.Month(1), "ListModel")
	defer stop()
	models, err := client.Models(context.Background(), apiclient.AppTypeKnowledgeQA)
	var failure *apiclient.Error
	switch {
	case errors.As(err, &failure) && failure.Denied():
		fmt.Println("models go by their identifiers:", failure.Hint)
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println(models)
	}
	// Output:
	// models go by their identifiers: allow lke:ListModel on resource * to this user or role in CAM
}

func ExampleParseLabel() {
	zone := time.FixedZone("UTC+8", 8*60*60)
	for _, text := range []string{"202411190930", "2024111909", "20241119", "20241131"} {
		at, granularity, err := apiclient.ParseLabel(text, zone)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(at.Format(time.RFC3339), "by", granularity)
	}
	// Output:
	// 2024-11-19T09:30:00+08:00 by minute
	// 2024-11-19T09:00:00+08:00 by hour
	// 2024-11-19T00:00:00+08:00 by day
	// "20241131": not a label: want YYYYMMDDHHmm, YYYYMMDDHH or YYYYMMDD
}

func ExampleNumber() {
	for _, text := range []string{"14896", "14896.0", "9007199254740993.0", "0.5", "1e999999999", "n/a"} {
		number := apiclient.ParseNumber(text)
		value, err := number.Int64()
		fmt.Println(value, number.Rounded(), err)
	}
	// Output:
	// 14896 false <nil>
	// 14896 false <nil>
	// 9007199254740993 false <nil>
	// 1 true <nil>
	// 0 false "1e999999999": outside the range of int64
	// 0 false "n/a": not a number
}

func ExampleParseEndpoint() {
	for _, text := range []string{"lke.intl.tencentcloudapi.com", "http://127.0.0.1:8080", "http://lke.tencentcloudapi.com"} {
		endpoint, err := apiclient.ParseEndpoint(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(endpoint)
	}
	// Output:
	// https://lke.intl.tencentcloudapi.com
	// http://127.0.0.1:8080
	// API endpoint "http://lke.tencentcloudapi.com": plain http is accepted for loopback addresses only; want a host such as lke.intl.tencentcloudapi.com, or https://host:port
}
