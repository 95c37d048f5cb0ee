package job_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/file"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/report/format"
)

// The example of the API's document is fetched, told and stored. The event arrives twice, as the platform's may, and the report
// goes out once.
func ExampleRunner_Run() {
	server, err := lketest.Start(lketest.Config{
		Accounts: []apiclient.Credentials{credentials}, Source: lketest.Example(), Now: time.Now,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	client, err := apiclient.New(apiclient.Options{
		Endpoint: server.Endpoint, Region: "ap-guangzhou", Rate: apiclient.DefaultRate, Now: time.Now,
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	folder, err := os.MkdirTemp("", "job")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	store, err := file.New(folder)
	if err != nil {
		fmt.Println(err)
		return
	}

	china := time.FixedZone("Asia/Shanghai", 8*60*60)
	runner := &job.Runner{
		API: client, LabelZone: china, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Shelf: new(ledger.Memory), Memory: new(ledger.Memory), Invocation: "1",
		Reports: []job.Report{{
			Name: "daily", Language: "en", Zone: china, Store: &job.Store{Channel: store, Formats: []format.Format{format.JSON}},
		}},
	}
	event := job.Event{Time: time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)}
	for range 2 {
		answer, err := runner.Run(context.Background(), event)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, report := range answer.Reports {
			fmt.Println(report.Report, report.Period, *report.Total, report.Deliveries[0].Status)
		}
	}
	// Output:
	// daily 2024-11-19 67199 delivered
	// daily 2024-11-19 67199 already delivered
}
