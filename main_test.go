package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/rpc"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tencentyun/scf-go-lib/cloudfunction/messages"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/delivery/smtp/smtptest"
	"tokenreport/secret"
)

// binary builds this program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tokenreport")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "tokenreport.exe") // Windows wants the extension, others do not mind
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(status)
}

// platform is SCF as the function sees it: a process with a port to serve, called over net/rpc.
type platform struct {
	client *rpc.Client
	output *output
	stop   func() // returns when the output is complete
}

// output is what a process has written so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func startFunction(t *testing.T, environment ...string) *platform {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	p := &platform{output: new(output)}
	function := exec.Command(path)
	function.Env = append([]string{"_LAMBDA_SERVER_PORT=" + port, "HOME=" + t.TempDir()}, environment...)
	function.Dir = t.TempDir()
	function.Stdout, function.Stderr = p.output, p.output
	if err := function.Start(); err != nil {
		t.Fatal(err)
	}
	p.stop = sync.OnceFunc(func() {
		_ = function.Process.Kill()
		_ = function.Wait()
	})
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("the function wrote:\n%s", p.output)
		}
	})
	p.client = dial(t, "127.0.0.1:"+port)
	t.Cleanup(func() { _ = p.client.Close() })
	return p
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// dial connects as soon as the process listens. It says nothing when it does, so there is only asking again.
func dial(t *testing.T, address string) *rpc.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		client, err := rpc.Dial("tcp", address)
		if err == nil {
			return client
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the function does not listen: %v", err)
		case <-again.C:
		}
	}
}

// invoke makes the call that the platform makes for a timer.
func (p *platform) invoke(t *testing.T, payload string, environment map[string]string, limit time.Duration) messages.InvokeResponse {
	t.Helper()
	encoded, err := json.Marshal(environment)
	if err != nil {
		t.Fatal(err)
	}
	request := messages.InvokeRequest{
		Payload: []byte(payload), RequestId: "invocation-1", Environment: string(encoded), TimeLimitInMs: 60_000, MemoryLimitInMb: 128,
	}
	if limit > 0 {
		deadline := time.Now().Add(limit)
		request.Deadline = messages.InvokeRequest_Timestamp{Seconds: deadline.Unix(), Nanos: int64(deadline.Nanosecond())}
	}
	var response messages.InvokeResponse
	if err := p.client.Call("Function.Invoke", &request, &response); err != nil {
		t.Fatal(err)
	}
	return response
}

// keys are credentials as the platform renews them between invocations.
func keys(name string) apiclient.Credentials {
	return apiclient.Credentials{
		SecretID: secret.New("AKID" + name), SecretKey: secret.New("key-canary-" + name), Token: secret.New("token-canary-" + name),
	}
}

func variables(c apiclient.Credentials) map[string]string {
	return map[string]string{
		"TENCENTCLOUD_SECRETID": c.SecretID.Reveal(), "TENCENTCLOUD_SECRETKEY": c.SecretKey.Reveal(),
		"TENCENTCLOUD_SESSIONTOKEN": c.Token.Reveal(),
	}
}

const timer = `{"Type":"Timer","TriggerName":"daily","Time":"2024-11-20T00:30:00Z","Message":"{}"}`

// The function as deployed: a timer event in, the report out, a JSON answer; twice in one warm instance, with the
// credentials of each invocation; once with no deadline given.
func TestFunctionOverRPC(t *testing.T) {
	first, second := keys("first"), keys("second")
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{first, second}, Now: time.Now, Rate: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = api.Close() }()
	relay, err := smtptest.Start(smtptest.Options{Security: smtptest.Plain})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = relay.Close() }()
	folder := t.TempDir()
	p := startFunction(t,
		"TOKENREPORT_ENDPOINT="+api.Endpoint, "TOKENREPORT_REGION=ap-guangzhou", "TOKENREPORT_TO=reader@example.com, other@example.com",
		"TOKENREPORT_STORAGE="+(&url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}).String(),
		"SMTP_HOST=127.0.0.1", "SMTP_PORT="+strconv.Itoa(relay.Port()), "SMTP_TLS=none", "SMTP_FROM=report@example.com")

	for i, credentials := range []apiclient.Credentials{first, second} {
		limit := []time.Duration{time.Minute, 0}[i]
		response := p.invoke(t, timer, variables(credentials), limit)
		if response.Error != nil {
			t.Fatalf("invocation %d: %+v", i+1, *response.Error)
		}
		var answer struct {
			Reports []struct {
				Report, From, Until  string
				Total, Input, Output int64
				Peak                 struct {
					At     string
					Tokens int64
				}
				Complete   bool
				Revision   int
				Deliveries []struct{ Via, Status, Detail string }
			}
		}
		if err := json.Unmarshal(response.Payload, &answer); err != nil {
			t.Fatalf("%v: %s", err, response.Payload)
		}
		r := answer.Reports[0]
		if r.Total != 67199 || r.Input != 66391 || r.Output != 808 || r.Peak.Tokens != 36641 || r.Peak.At != "2024-11-19T09:35:00+08:00" ||
			r.From != "2024-11-19T00:00:00+08:00" || r.Until != "2024-11-20T00:00:00+08:00" || !r.Complete || r.Revision != 1 {
			t.Errorf("answer %s", response.Payload)
		}
		if len(r.Deliveries) != 3 || r.Deliveries[0].Via != "file" || r.Deliveries[2].Via != "email" ||
			r.Deliveries[2].Status != []string{"delivered", "already delivered"}[i] {
			t.Errorf("deliveries %+v", r.Deliveries)
		}
	}
	requests := api.Requests()
	const each = 1 + 62 + 2 // the day; those before it, which an API that tells the same of every day does not tell; its calls and totals
	if n := len(requests); n != 2*each || requests[0].SecretID != "AKIDfirst" || requests[each].SecretID != "AKIDsecond" {
		t.Errorf("%d requests, the first by %s and the last by %s", n, requests[0].SecretID, requests[n-1].SecretID)
	}
	if want := `"StartTime":"1731945600"`; !strings.Contains(requests[0].Body, want) || !strings.Contains(requests[0].Body, `"1732031999"`) {
		t.Errorf("the API was asked for %s", requests[0].Body)
	}
	if mails := relay.Messages(); len(mails) != 2 {
		t.Errorf("%d mails, want one for each recipient, though the event came twice", len(mails))
	}
	stored := filepath.Join(folder, "daily/2024/11/19/token-usage-2024-11-19")
	for _, extension := range []string{".pdf", ".csv", ".json"} {
		if _, err := os.Stat(stored + extension); err != nil {
			t.Error(err)
		}
	}
	p.stop()
	assertNoCanary(t, p.output.String())
	assertDocumented(t, p.output.String())
	for i, want := range []string{`"status":"delivered","revision":1,"complete":true,"total":67199,`, `"status":"already_delivered","revision":1,`} {
		line := regexp.MustCompile(`.*"msg":"report finished".*`).FindAllString(p.output.String(), -1)[i]
		if !strings.Contains(line, want) || !strings.Contains(line, fmt.Sprintf(`"cold_start":%t,"invocation":"invocation-1","memory_limit_mb":128,"report":"daily"`, i == 0)) {
			t.Errorf("invocation %d says %s, want %s", i+1, line, want)
		}
	}
}

// What is wrong is said before anything is fetched or sent, in the error that the platform shows.
func TestFunctionRefusesOverRPC(t *testing.T) {
	api, err := lketest.Start(lketest.Config{Accounts: []apiclient.Credentials{keys("first")}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = api.Close() }()
	p := startFunction(t, "TOKENREPORT_ENDPOINT="+api.Endpoint, "TOKENREPORT_STORAGE=file:///nowhere")
	tests := []struct {
		name, payload string
		environment   map[string]string
		want          string
	}{
		{"a bad zone", timer, with(variables(keys("first")), "TOKENREPORT_TIMEZONE", "Mars/Olympus"), "Mars/Olympus"},
		{"a message", `{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":"{\"to\":1}"}`, variables(keys("first")), `offset`},
		{"no timer", `{"Type":"CMQ"}`, variables(keys("first")), `"CMQ"`},
		{"an unknown report", `{"Type":"Timer","Time":"2024-11-20T00:30:00Z","Message":"{\"reports\":[\"x\"]}"}`, variables(keys("first")), `there is no report "x"`},
		{"no credentials, after others had some", timer, nil, "TENCENTCLOUD_SECRETID"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response := p.invoke(t, test.payload, test.environment, time.Minute)
			if response.Error == nil || !strings.Contains(response.Error.Message, test.want) {
				t.Errorf("got %+v, want an error with %s", response.Error, test.want)
			}
		})
	}
	if asked := api.Requests(); len(asked) > 0 {
		t.Errorf("the API was asked %d times", len(asked))
	}
	p.stop()
	assertDocumented(t, p.output.String())
}

func with(variables map[string]string, name, value string) map[string]string {
	variables[name] = value
	return variables
}

func assertNoCanary(t *testing.T, output string) {
	t.Helper()
	if strings.Contains(output, "canary") {
		t.Errorf("a secret was written: %s", output)
	}
}
