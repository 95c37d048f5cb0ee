package scftest_test

import (
	"context"
	"fmt"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/apiclient/scftest"
	"tokenreport/secret"
)

// The platform is busy once; the client tries again, and the event is started once.
func ExampleStart() {
	credentials := apiclient.Credentials{SecretID: secret.New("AKIDexample"), SecretKey: secret.New("key")}
	function := apiclient.Function{Namespace: "default", Name: "tokenreport", Region: "ap-singapore"}
	server := scftest.Start(scftest.Config{Accounts: []apiclient.Credentials{credentials}, Function: function, Now: time.Now})
	defer server.Close()
	server.Inject(func(number int) lketest.Fault {
		if number == 1 {
			return lketest.BadGateway()
		}
		return nil
	})

	client, err := apiclient.New(apiclient.Options{
		Endpoint: server.URL, Region: "ap-singapore", Rate: apiclient.DefaultRate, Now: time.Now,
	}, credentials, new(apiclient.Pacer))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	invoker, err := client.Invoker(server.URL, function)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = invoker.Invoke(context.Background(), []byte(`{"reports":["daily"]}`))
	fmt.Println(err, "after", server.Requests(), "requests")
	for _, started := range server.Started() {
		fmt.Println(started.Event)
	}
	// Output:
	// <nil> after 2 requests
	// {"reports":["daily"]}
}
