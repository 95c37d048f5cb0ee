package lketest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/secret"
)

var testNow = time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)

var (
	temporaryKey = apiclient.Credentials{SecretID: secret.New("AKIDtemporary"), SecretKey: secret.New("key-one"), Token: secret.New("token-one")}
	longLivedKey = apiclient.Credentials{SecretID: secret.New("AKIDlonglived"), SecretKey: secret.New("key-two")}
)

func testConfig() Config {
	return Config{
		Accounts: []apiclient.Credentials{temporaryKey, longLivedKey},
		Now:      func() time.Time { return testNow },
		Rate:     -1,
	}
}

// raw is a request as bytes on the wire have it, signed by the temporary key unless a test spoils it.
type raw struct {
	method, path, body string
	headers            map[string]string
	account            apiclient.Credentials
	signedAt           time.Time
	scope              string // the credential scope's service
}

func good() *raw {
	return &raw{
		method: "POST", path: "/", body: `{"StartTime":"1731945600","EndTime":"1732031999"}`,
		headers: map[string]string{
			"X-TC-Action": "DescribeTokenUsageGraph", "X-TC-Version": "2023-11-30", "X-TC-Region": "ap-guangzhou",
			"X-TC-Token": temporaryKey.Token.Reveal(), "X-TC-Language": "en-US", "Content-Type": "application/json",
		},
		account: temporaryKey, signedAt: testNow, scope: "lke",
	}
}

func (r *raw) request(t *testing.T) *http.Request {
	t.Helper()
	request := httptest.NewRequest(r.method, "http://lke.test"+r.path, strings.NewReader(r.body))
	for name, value := range r.headers {
		request.Header.Set(name, value)
	}
	timestamp, date := strconv.FormatInt(r.signedAt.Unix(), 10), r.signedAt.UTC().Format(time.DateOnly)
	if request.Header.Get("X-TC-Timestamp") == "" {
		request.Header.Set("X-TC-Timestamp", timestamp)
	}
	canonical := canonicalRequest(request, []string{"content-type", "host"}, []byte(r.body))
	if request.Header.Get("Authorization") == "" {
		request.Header.Set("Authorization", "TC3-HMAC-SHA256 Credential="+r.account.SecretID.Reveal()+"/"+date+"/"+r.scope+"/tc3_request, "+
			"SignedHeaders=content-type;host, Signature="+sign(r.account.SecretKey.Reveal(), timestamp, date, r.scope, canonical))
	}
	return request
}

type reply struct {
	Response struct {
		Error                *struct{ Code, Message string }
		RequestID            string `json:"RequestId"`
		Total, Input, Output json.RawMessage
	}
}

func ask(t *testing.T, api http.Handler, r *raw) reply {
	t.Helper()
	recorder := httptest.NewRecorder()
	api.ServeHTTP(recorder, r.request(t))
	if recorder.Code != http.StatusOK || recorder.Header().Get("Content-Type") != "application/json" {
		t.Errorf("HTTP %d %s; the API answers 200 and JSON to everything", recorder.Code, recorder.Header().Get("Content-Type"))
	}
	if date := recorder.Header().Get("Date"); date != "Wed, 20 Nov 2024 00:30:00 GMT" {
		t.Errorf("Date: %s", date)
	}
	var got reply
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	if got.Response.RequestID == "" {
		t.Errorf("no request ID in %s", recorder.Body)
	}
	return got
}

func newAPI(t *testing.T, change func(*Config)) *API {
	t.Helper()
	config := testConfig()
	if change != nil {
		change(&config)
	}
	api, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func TestRefusals(t *testing.T) {
	with := func(name, value string) func(*raw) {
		return func(r *raw) { r.headers[name] = value }
	}
	body := func(text string) func(*raw) { return func(r *raw) { r.body = text } }
	tests := []struct {
		name  string
		spoil func(*raw)
		code  string // empty: accepted
	}{
		{"nothing wrong", func(*raw) {}, ""},
		{"no parameters", body(`{}`), ""},
		{"all parameters", body(`{"UinAccount":["1"],"SubBizType":"KnowledgeQA","ModelName":"cs-normal","StartTime":"1","EndTime":"2",` +
			`"AppBizIds":["2"],"AppType":"knowledge_qa","SubScenes":["KnowledgeQA"],"StatStartTime":1,"StatEndTime":2}`), ""},
		{"long-lived key", func(r *raw) { r.account = longLivedKey; delete(r.headers, "X-TC-Token") }, ""},
		{"four minutes late", func(r *raw) { r.signedAt = testNow.Add(-4 * time.Minute) }, ""},
		{"four minutes early", func(r *raw) { r.signedAt = testNow.Add(4 * time.Minute) }, ""},

		{"method", func(r *raw) { r.method = "GET"; r.body = "" }, "InvalidRequest"},
		{"path", func(r *raw) { r.path = "/v2/index.php" }, "InvalidRequest"},
		{"content type", with("Content-Type", "text/plain"), "InvalidRequest"},
		{"no action", with("X-TC-Action", ""), "MissingParameter"},
		{"no version", with("X-TC-Version", ""), "MissingParameter"},
		{"no region", with("X-TC-Region", ""), "MissingParameter"},
		{"other action", with("X-TC-Action", "DescribeSearchStatsGraph"), "InvalidAction"},
		{"other version", with("X-TC-Version", "2020-01-01"), "NoSuchVersion"},
		{"other region", with("X-TC-Region", "ap-jakarta"), "UnsupportedRegion"},

		{"no authorization", with("Authorization", "-"), "AuthFailure.InvalidAuthorization"},
		{"too few signed headers", with("Authorization", "TC3-HMAC-SHA256 Credential=A/2024-11-20/lke/tc3_request, SignedHeaders=host, Signature=a"), "AuthFailure.InvalidAuthorization"},
		{"timestamp in words", with("X-TC-Timestamp", "today"), "InvalidParameter"},
		{"six minutes late", func(r *raw) { r.signedAt = testNow.Add(-6 * time.Minute) }, "AuthFailure.SignatureExpire"},
		{"six minutes early", func(r *raw) { r.signedAt = testNow.Add(6 * time.Minute) }, "AuthFailure.SignatureExpire"},
		{"unknown key", func(r *raw) { r.account.SecretID = secret.New("AKIDother") }, "AuthFailure.SecretIdNotFound"},
		{"wrong key", func(r *raw) { r.account.SecretKey = secret.New("guess") }, "AuthFailure.SignatureFailure"},
		{"another service's signature", func(r *raw) { r.scope = "cvm" }, "AuthFailure.SignatureFailure"},
		{"body changed after signing", with("X-Spoil", "1"), "AuthFailure.SignatureFailure"},
		{"token missing", with("X-TC-Token", ""), "AuthFailure.TokenFailure"},
		{"token wrong", with("X-TC-Token", "token-two"), "AuthFailure.TokenFailure"},
		{"token with a long-lived key", func(r *raw) { r.account = longLivedKey }, "AuthFailure.TokenFailure"},

		{"undeclared parameter", body(`{"$schema":"x"}`), "UnknownParameter"},
		{"spelling of the parameter", body(`{"starttime":"1"}`), "UnknownParameter"},
		{"number for text", body(`{"ModelName":1}`), "InvalidParameter"},
		{"null for text", body(`{"ModelName":null}`), "InvalidParameter"},
		{"number for the start", body(`{"StartTime":1731945600}`), "InvalidParameter"},
		{"words for the start", body(`{"StartTime":"yesterday"}`), "InvalidParameter"},
		{"text for StatStartTime", body(`{"StatStartTime":"1731945600"}`), "InvalidParameter"},
		{"fraction for StatStartTime", body(`{"StatStartTime":1.5}`), "InvalidParameter"},
		{"text for a list", body(`{"AppBizIds":"1"}`), "InvalidParameter"},
		{"numbers in a list", body(`{"UinAccount":[700001187441]}`), "InvalidParameter"},
		{"two different starts", body(`{"StartTime":"1","EndTime":"9","StatStartTime":2,"StatEndTime":9}`), "InvalidParameter"},
		{"end before start", body(`{"StartTime":"9","EndTime":"1"}`), "InvalidParameterValue"},
		{"no JSON", body(`StartTime=1`), "InvalidParameter"},
		{"no object", body(`[]`), "InvalidParameter"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			api := newAPI(t, nil)
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Spoil") != "" {
					r.Body = io.NopCloser(strings.NewReader(`{}`))
				}
				api.ServeHTTP(w, r)
			})
			r := good()
			test.spoil(r)
			got := ask(t, handler, r)
			switch {
			case test.code == "" && got.Response.Error != nil:
				t.Errorf("refused: %+v", got.Response.Error)
			case test.code != "" && got.Response.Error == nil:
				t.Errorf("accepted, want %s", test.code)
			case test.code != "" && (got.Response.Error.Code != test.code || got.Response.Error.Message == ""):
				t.Errorf("refused with %+v, want %s", got.Response.Error, test.code)
			}
			if log := api.Requests(); len(log) != 1 || log[0].Code != test.code {
				t.Errorf("recorded as %+v, want code %q", log, test.code)
			}
		})
	}
}

func TestInternationalSiteDeclaresNoStatFields(t *testing.T) {
	api := newAPI(t, func(c *Config) { c.Site = International })
	r := good()
	r.headers["X-TC-Region"] = "ap-jakarta"
	if got := ask(t, api, r); got.Response.Error != nil {
		t.Errorf("legacy fields: %+v", got.Response.Error)
	}
	r.body = `{"StatStartTime":1731945600,"StatEndTime":1732031999}`
	if got := ask(t, api, r); got.Response.Error == nil || got.Response.Error.Code != "UnknownParameter" ||
		got.Response.Error.Message != "The parameter `StatEndTime` is not recognized." {
		t.Errorf("stat fields: %+v", got.Response.Error)
	}
}

func TestRateIsCountedOverASlidingSecond(t *testing.T) {
	now := testNow
	api := newAPI(t, func(c *Config) { c.Rate = 3; c.Now = func() time.Time { return now } })
	codes := func(count int) (codes []string) {
		for range count {
			recorder := httptest.NewRecorder()
			api.ServeHTTP(recorder, good().request(t))
		}
		for _, request := range api.Requests()[len(api.Requests())-count:] {
			codes = append(codes, request.Code)
		}
		return codes
	}
	steps := []struct {
		pass  time.Duration
		count int
		want  string
	}{
		{0, 2, ","},
		{900 * time.Millisecond, 2, ",RequestLimitExceeded"},
		{99 * time.Millisecond, 1, "RequestLimitExceeded"},
		{time.Millisecond, 3, ",,RequestLimitExceeded"}, // the first two are a second ago, the refused ones do not count
	}
	for i, step := range steps {
		now = now.Add(step.pass)
		if got := strings.Join(codes(step.count), ","); got != step.want {
			t.Errorf("step %d: %s, want %s", i+1, got, step.want)
		}
	}
}

func TestRequestsAreRecorded(t *testing.T) {
	api := newAPI(t, nil)
	ask(t, api, good())
	second := good()
	second.body = `{"UinAccount":["1","2"],"SubBizType":"Rewrite","ModelName":"m","AppBizIds":["3"],"AppType":"t","SubScenes":["s"],"StatStartTime":1731945600,"StatEndTime":1732031999}`
	ask(t, api, second)

	log := api.Requests()
	if len(log) != 2 {
		t.Fatalf("%d requests recorded", len(log))
	}
	first := log[0]
	if first.Number != 1 || !first.At.Equal(testNow) || first.Action != "DescribeTokenUsageGraph" || first.Version != "2023-11-30" ||
		first.Region != "ap-guangzhou" || first.Language != "en-US" || first.SecretID != "AKIDtemporary" ||
		first.Timestamp != strconv.FormatInt(testNow.Unix(), 10) || first.Body != good().body ||
		first.Query.Start.Unix() != 1731945600 || first.Query.End.Unix() != 1732031999 || !first.Query.Legacy || first.Query.Stat {
		t.Errorf("recorded as %+v", first)
	}
	q := log[1].Query
	if strings.Join(q.UinAccounts, " ") != "1 2" || q.SubBizType != "Rewrite" || q.ModelName != "m" || strings.Join(q.AppBizIDs, " ") != "3" ||
		q.AppType != "t" || strings.Join(q.SubScenes, " ") != "s" || q.Legacy || !q.Stat || q.End.Unix() != 1732031999 {
		t.Errorf("recorded as %+v", q)
	}
}

func TestExampleIsTheDocuments(t *testing.T) {
	got := ask(t, newAPI(t, nil), good())
	if got.Response.RequestID != "ed825101-ab0f-4f3d-8803-ce43292be7cb" {
		t.Errorf("request ID %s", got.Response.RequestID)
	}
	want := map[string]int{"Total": 67199, "Input": 66391, "Output": 808}
	sums := make(map[string]int)
	for name, series := range map[string]json.RawMessage{"Total": got.Response.Total, "Input": got.Response.Input, "Output": got.Response.Output} {
		var points []struct {
			X string
			Y int
		}
		if err := json.Unmarshal(series, &points); err != nil || len(points) != 4 {
			t.Errorf("%s: %d points, %v", name, len(points), err)
		}
		for _, point := range points {
			sums[name] += point.Y
		}
	}
	if !maps.Equal(sums, want) {
		t.Errorf("sums %v, want %v", sums, want)
	}
}

func TestSourceServesAnything(t *testing.T) {
	tests := []struct {
		name   string
		answer any
		want   string
	}{
		{"null series", Graph{}, `{"Response":{"Total":null,"Input":null,"Output":null,"RequestId":"ID"}}`},
		{"text", Graph{Total: []Stat{{"202411190930", "14896"}}, Input: []Stat{{nil, nil}}}, `{"Response":{"Total":[{"X":"202411190930","Y":"14896"}],"Input":[{"X":null,"Y":null}],"Output":null,"RequestId":"ID"}}`},
		{"no members", json.RawMessage(`{ }`), `{"Response":{"RequestId":"ID"}}`},
		{"empty", json.RawMessage(`{}`), `{"Response":{"RequestId":"ID"}}`},
		{"own request ID", json.RawMessage(`{"RequestId":"own"}`), `{"Response":{"RequestId":"own"}}`},
		{"no JSON", json.RawMessage(`oops`), `{"Response":oops}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			api := newAPI(t, func(c *Config) { c.Source = func(Query) any { return test.answer } })
			recorder := httptest.NewRecorder()
			api.ServeHTTP(recorder, good().request(t))
			if got := strings.ReplaceAll(recorder.Body.String(), requestID(1), "ID"); got != test.want {
				t.Errorf("served %s, want %s", got, test.want)
			}
		})
	}
}

func TestConfigIsChecked(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"clock":   func(c *Config) { c.Now = nil },
		"account": func(c *Config) { c.Accounts = nil },
	} {
		config := testConfig()
		spoil(&config)
		if _, err := Start(config); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestRequestIDsLookRealAndDiffer(t *testing.T) {
	seen := make(map[string]bool)
	for number := range 1000 {
		id := requestID(number)
		if len(id) != 36 || strings.Count(id, "-") != 4 || seen[id] {
			t.Fatalf("request ID %d is %s", number, id)
		}
		seen[id] = true
	}
}
