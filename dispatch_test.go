package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/apiclient/scftest"
	"tokenreport/delivery/smtp/smtptest"
)

// dispatching has three reports for three readers, two of which share the API's two requests per second with the third.
const dispatching = `
api: {endpoint: %s, region: ap-guangzhou, rate: 2}
smtp: {host: 127.0.0.1, port: %d, tls: none, from: report@example.com}
storage: {url: 'file://%s'}
dispatch: scf
reports:
  - {name: one, email: {to: one@example.com}, filter: {model_name: a}, calls: false, names: off}
  - {name: two, email: {to: two@example.com}, filter: {model_name: b}, calls: false, names: off}
  - {name: three, email: {to: three@example.com}, filter: {model_name: c}, calls: false, names: off}
`

// The function as deployed: it starts invocations of itself by the name that the platform gives it, and these make the
// reports.
func TestFunctionDispatchesOverRPC(t *testing.T) {
	credentials := keys("first")
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{credentials}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = api.Close() }()
	relay, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = relay.Close() }()
	self := apiclient.Function{Region: "ap-singapore", Namespace: "default", Name: "tokenreport-prod", Version: "$LATEST"}
	scf := scftest.Start(scftest.Config{Accounts: []apiclient.Credentials{credentials}, Function: self, Now: time.Now})
	defer scf.Close()
	file := filepath.Join(t.TempDir(), "tokenreport.yml")
	text := fmt.Sprintf(dispatching, api.Endpoint, relay.Port(), filepath.ToSlash(t.TempDir()))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startFunction(t, "TOKENREPORT_CONFIG="+file, "TOKENREPORT_SCF_ENDPOINT="+scf.URL)

	answer := p.invokeAs(t, self, timer, variables(credentials))
	if strings.Count(answer, `"status":"dispatched"`) != 3 || len(api.Requests()) > 0 {
		t.Errorf("answer %s after %d requests", answer, len(api.Requests()))
	}
	for _, invocation := range scf.Started() {
		answer := p.invokeAs(t, self, invocation.Event, variables(credentials))
		if strings.Contains(answer, "dispatched") || !strings.Contains(answer, `"total":67199`) {
			t.Errorf("of %s: %s", invocation.Event, answer)
		}
	}
	var readers []string
	for _, m := range relay.Messages() {
		readers = append(readers, m.To...)
	}
	slices.Sort(readers)
	if want := []string{"one@example.com", "three@example.com", "two@example.com"}; !slices.Equal(readers, want) || len(scf.Started()) != 2 {
		t.Errorf("mailed to %q by %d invocations", readers, len(scf.Started()))
	}
	assertNoCanary(t, p.output.String())
}

// invokeAs makes the call that the platform makes of a function that is called f.
func (p *platform) invokeAs(t *testing.T, f apiclient.Function, payload string, environment map[string]string) string {
	t.Helper()
	encoded, err := json.Marshal(environment)
	if err != nil {
		t.Fatal(err)
	}
	var response messages.InvokeResponse
	// Short: each report asks for as many earlier days as there is time for.
	const limit = 12 * time.Second
	deadline := time.Now().Add(limit)
	if err := p.client.Call("Function.Invoke", &messages.InvokeRequest{
		Payload: []byte(payload), RequestId: "invocation-1", Environment: string(encoded), TimeLimitInMs: int32(limit.Milliseconds()),
		Deadline:  messages.InvokeRequest_Timestamp{Seconds: deadline.Unix(), Nanos: int64(deadline.Nanosecond())},
		Namespace: f.Namespace, FunctionName: f.Name, FunctionVersion: f.Version, TencentcloudRegion: f.Region,
	}, &response); err != nil {
		t.Fatal(err)
	}
	if response.Error != nil {
		t.Fatalf("%+v", *response.Error)
	}
	return string(response.Payload)
}
