package costest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery/cos/costest"
)

// What is stored and its answer lost is there, as at COS: only the server can tell.
func ExampleStart() {
	server := costest.Start(costest.Options{SecretID: "id", SecretKey: "key", PlainHTTP: true})
	defer server.Close()
	client := sdk.NewClient(&sdk.BaseURL{BucketURL: server.URL()}, &http.Client{
		Transport: &sdk.AuthorizationTransport{SecretID: "id", SecretKey: "key"},
	})
	client.Conf.RetryOpt.Count = 1

	server.SetFaults(costest.Fault{Do: costest.Answer, Status: 503, Code: "SlowDown", Method: http.MethodPut, Late: true, Times: 1})
	_, err := client.Object.Put(context.Background(), "daily/report.txt", strings.NewReader("67,199 tokens"), nil)
	fmt.Println(err != nil)
	for key, object := range server.Objects() {
		fmt.Printf("%s: %s\n", key, object.Content)
	}
	// Output:
	// true
	// daily/report.txt: 67,199 tokens
}
