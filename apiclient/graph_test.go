package apiclient_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

// sum adds a series' values, all of which must be exact.
func sum(t testing.TB, series []apiclient.Stat) (sum int64) {
	t.Helper()
	for _, stat := range series {
		value, err := stat.Y.Int64()
		if err != nil || stat.Y.Rounded() {
			t.Errorf("%s: %v", stat.X.Text(), err)
		}
		sum += value
	}
	return sum
}

func TestExampleOfTheAPIDocument(t *testing.T) {
	client, _ := connect(t, nil)
	graph, err := client.TokenUsageGraph(t.Context(), november19(t))
	if err != nil {
		t.Fatal(err)
	}
	if total, input, output := sum(t, graph.Total), sum(t, graph.Input), sum(t, graph.Output); total != 67199 || input != 66391 || output != 808 {
		t.Errorf("total %d, input %d, output %d", total, input, output)
	}
	at, granularity, err := graph.Total[3].X.Time(location(t, "Asia/Shanghai"))
	if value, _ := graph.Total[3].Y.Int64(); err != nil || value != 36641 || granularity != apiclient.ByMinute || at.Format(time.RFC3339) != "2024-11-19T09:35:00+08:00" {
		t.Errorf("%d at %s, %v: the series are not in the order of the answer", value, at, err)
	}
	if graph.RequestID != "ed825101-ab0f-4f3d-8803-ce43292be7cb" || graph.Attempts != 1 || graph.TimeFields != apiclient.TimeFieldsBoth || graph.FellBack {
		t.Errorf("call %+v", graph.Call)
	}
}

func TestNullMissingAndEmptySeries(t *testing.T) {
	tests := []struct {
		answer string
		isNil  [3]bool
	}{
		{`{"Total":[],"Input":[],"Output":[]}`, [3]bool{false, false, false}},
		{`{"Total":null,"Input":[],"Output":null}`, [3]bool{true, false, true}},
		{`{"Total":[{"X":"20241119","Y":1}]}`, [3]bool{false, true, true}},
		{`{}`, [3]bool{true, true, true}},
		{`{"Error":null,"Total":[]}`, [3]bool{false, true, true}},
	}
	for _, test := range tests {
		t.Run(test.answer, func(t *testing.T) {
			client, _ := connect(t, serving(func(lketest.Query) any { return json.RawMessage(test.answer) }))
			graph, err := client.TokenUsageGraph(t.Context(), november19(t))
			if err != nil || graph.RequestID == "" {
				t.Fatalf("request ID %q, %v", graph.RequestID, err)
			}
			if got := [3]bool{graph.Total == nil, graph.Input == nil, graph.Output == nil}; got != test.isNil {
				t.Errorf("nil: %t, want %t", got, test.isNil)
			}
		})
	}
}

func TestBadPointsDoNotFailTheAnswer(t *testing.T) {
	client, _ := connect(t, serving(func(lketest.Query) any {
		return json.RawMessage(`{"Total":[{"X":"202411190930","Y":"14896"},null,7,"x",[],{"X":null,"Y":{}},{"X":"2024","Y":-3},{"X":"202411190935","Y":1.5}],"Input":[null]}`)
	}))
	graph, err := client.TokenUsageGraph(t.Context(), november19(t))
	if err != nil || len(graph.Total) != 8 || len(graph.Input) != 1 {
		t.Fatalf("%d and %d points, %v", len(graph.Total), len(graph.Input), err)
	}
	readable := 0
	for _, stat := range graph.Total {
		_, _, labelErr := stat.X.Time(time.UTC)
		if _, err := stat.Y.Int64(); err == nil && labelErr == nil {
			readable++
		}
	}
	if readable != 2 {
		t.Errorf("%d points can be read, want 2", readable)
	}
}

func TestSeriesThatIsNoArrayIsAnError(t *testing.T) {
	for _, series := range []string{`"none"`, `{}`, `5`, `true`} {
		t.Run(series, func(t *testing.T) {
			client, server := connect(t, serving(func(lketest.Query) any { return json.RawMessage(`{"Total":` + series + `}`) }))
			_, err := client.TokenUsageGraph(t.Context(), november19(t))
			var failure *apiclient.Error
			if !errors.As(err, &failure) || failure.Temporary() || failure.RequestID == "" || !strings.Contains(err.Error(), "decode the answer: ") {
				t.Errorf("error %v", err)
			}
			if len(server.Requests()) != 1 {
				t.Errorf("%d requests for an answer that will not change", len(server.Requests()))
			}
		})
	}
}

// manyPoints is an answer with count points in each series.
func manyPoints(count int) lketest.Graph {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	series := make([]lketest.Stat, count)
	for i := range series {
		series[i] = lketest.Stat{X: start.Add(time.Duration(i) * time.Minute).Format("200601021504"), Y: 10_000 + i}
	}
	return lketest.Graph{Total: series, Input: series, Output: series}
}

func TestHundredThousandPoints(t *testing.T) {
	const count = 100_000
	client, _ := connect(t, serving(func(lketest.Query) any { return manyPoints(count) }))
	graph, err := client.TokenUsageGraph(t.Context(), november19(t))
	if err != nil {
		t.Fatal(err)
	}
	const want = int64(count)*10_000 + int64(count)*(count-1)/2
	for name, series := range map[string][]apiclient.Stat{"total": graph.Total, "input": graph.Input, "output": graph.Output} {
		if got := sum(t, series); len(series) != count || got != want {
			t.Errorf("%s: %d points, sum %d, want %d", name, len(series), got, want)
		}
	}
}

func TestCompressedAnswer(t *testing.T) {
	client, server := connect(t, nil)
	server.Inject(lketest.Always(lketest.Gzip()))
	graph, err := client.TokenUsageGraph(t.Context(), november19(t))
	if err != nil || sum(t, graph.Total) != 67199 {
		t.Errorf("%d points, %v", len(graph.Total), err)
	}
}

func TestSlowAnswer(t *testing.T) {
	bubble(t, nil, func(t *testing.T, o apiclient.Options, api *lketest.API) {
		api.Inject(lketest.Always(lketest.Slow(100, time.Second))) // about 12 s, within the attempt's 30
		graph, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
		if err != nil || graph.Attempts != 1 || sum(t, graph.Total) != 67199 {
			t.Errorf("%d attempts, %v", graph.Attempts, err)
		}
	})
}

// An answer without end is given up at 32 MiB, whether it comes plain or compressed.
func TestHugeAnswers(t *testing.T) {
	for name, fault := range map[string]lketest.Fault{"1 GB": lketest.Huge(1 << 30), "1 GB in 10 MB": lketest.Bomb(1 << 30)} {
		t.Run(name, func(t *testing.T) {
			client, server := connect(t, nil)
			server.Inject(lketest.Always(fault))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := client.TokenUsageGraph(t.Context(), november19(t))
			took := time.Since(start)
			runtime.ReadMemStats(&after)

			want := "DescribeTokenUsageGraph: the answer is too large for this function's memory: more than 32 MiB (1 attempt); " +
				"give the function more memory, or narrow the filter"
			if !errors.Is(err, apiclient.ErrTooLarge) || err.Error() != want {
				t.Errorf("error %v, want %s", err, want)
			}
			t.Logf("%d MiB allocated in %s", (after.TotalAlloc-before.TotalAlloc)>>20, took)
			if allocated := (after.TotalAlloc - before.TotalAlloc) >> 20; allocated > 256 {
				t.Errorf("%d MiB allocated", allocated)
			}
			if took > time.Minute || len(server.Requests()) != 1 {
				t.Errorf("%d requests, %s", len(server.Requests()), took)
			}
		})
	}
}

func TestLargestAnswer(t *testing.T) {
	for size, want := range map[int]error{32 << 20: nil, 32<<20 + 1: apiclient.ErrTooLarge} {
		body := append([]byte(`{"Response":{"Total":[]}}`), bytes.Repeat([]byte{' '}, size)...)[:size]
		o := options("lke.tencentcloudapi.com")
		o.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: -1, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
		})
		if _, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t)); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// Where the process has little memory, less is read.
func TestAnswerTooLargeForTheMemory(t *testing.T) {
	body := []byte(`{"Response":{"Total":[` + strings.Repeat(`{"X":"202411190930","Y":1},`, 99) + `{"X":"202411190930","Y":1}],"RequestId":"r"}}`)
	for size, want := range map[int]error{len(body): nil, len(body) - 1: apiclient.ErrTooLarge} {
		o := options("lke.tencentcloudapi.com")
		o.Transport, o.MaxAnswer = answering(body), int64(size)
		graph, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
		if !errors.Is(err, want) || err == nil && (len(graph.Total) != 100 || graph.RequestID != "r") {
			t.Errorf("at most %d bytes: %d points, %v; want %v", size, len(graph.Total), err, want)
		}
	}
}

// A byte order mark is no fault; other bytes that are not JSON are named with their place, as the API's.
func TestDamagedJSON(t *testing.T) {
	for body, want := range map[string]string{
		"\uFEFF" + `{"Response":{"Total":[],"RequestId":"r"}}`:                          "",
		`{"Response":{"Total":[{"X":"202411190930","Y":NaN}],"RequestId":"r"}}`:         "not valid JSON: invalid character 'N' looking for beginning of value, at byte ",
		`{"Response":{"Total":[{"X":"202411190930","Y":1`:                               "the connection ended before the answer was complete",
		`{"Response":{"Total":[],"RequestId":"r"`:                                       "the connection ended before the answer was complete",
		`{"Response":{"Total":[],"RequestId":"r"}} <html>`:                              "not valid JSON: there is more behind the JSON",
		`{"Response":{"Total":[],"RequestId":"r"},}`:                                    "not valid JSON: invalid character '}'",
		`{"Response":{"Total":[{"X":"202411190930","Y":1}{"X":"202411190935","Y":1}]}}`: "not valid JSON: expected comma after array element",
		`{"Response":null}`:                "not an answer of the API",
		`{"Response":[]}`:                  "not an answer of the API",
		`NaN`:                              "not an answer of the API",
		"\uFEFF<html>":                     "not an answer of the API",
		"\uFEFF\uFEFF" + `{"Response":{}}`: "not an answer of the API",
	} {
		bubble(t, nil, func(t *testing.T, o apiclient.Options, _ *lketest.API) {
			o.Transport = answering([]byte(body))
			_, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t))
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", body, err, want)
			}
		})
	}
}

func TestAnnouncedLengthIsBelievedBeforeReading(t *testing.T) {
	o := options("lke.tencentcloudapi.com")
	o.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, ContentLength: 1 << 40, Body: io.NopCloser(failingReader{t}), Request: r}, nil
	})
	if _, err := newClient(t, o).TokenUsageGraph(t.Context(), november19(t)); !errors.Is(err, apiclient.ErrTooLarge) {
		t.Errorf("error %v", err)
	}
}

type failingReader struct{ t *testing.T }

func (r failingReader) Read([]byte) (int, error) {
	r.t.Error("a body of a terabyte is read")
	return 0, io.EOF
}

// answering is a transport that answers every request with the same body.
func answering(body []byte) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: 200, ContentLength: int64(len(body)), Header: http.Header{},
			Body: io.NopCloser(bytes.NewReader(body)), Request: r,
		}, nil
	})
}

// FuzzAnswer feeds whole answers to a client: it must return points or an error that can be shown.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"Response":{"Total":[{"X":"202411190930","Y":14896}],"Input":[],"Output":null,"RequestId":"id"}}`,
		`{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"\u001b[31mno"},"RequestId":"id"}}`,
		`{"Response":{"Error":{"Code":"UnknownParameter","Message":"The parameter StatStartTime is not recognized."}}}`,
		`{"Response":{"Total":"none"}}`, `{"Response":{"Total":[[[[{}]]]]}}`, `{"Response":[]}`, `{"Response":null}`, `{}`, ``, `[`, `<html>`,
		`{"Response":{"RequestId":5}}`, "\xef\xbb\xbf{}", `{"Response":{"Total":[{"X":{},"Y":"1e999999999"}]}}`,
	} {
		f.Add([]byte(seed))
	}
	q := november19(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		o := options("lke.tencentcloudapi.com")
		o.Rate, o.Transport = 1_000_000, answering(body)
		// A clock far ahead of every deadline: nothing is retried.
		o.Now = func() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }
		ctx, cancel := contextWithDeadline(t)
		defer cancel()
		graph, err := newClient(t, o).TokenUsageGraph(ctx, q)
		if err != nil {
			var failure *apiclient.Error
			if text := err.Error(); !errors.As(err, &failure) || len(text) > 4000 || strings.ContainsAny(text, "\r\n\x1b") {
				t.Fatalf("error %q", text)
			}
			return
		}
		for _, series := range [][]apiclient.Stat{graph.Total, graph.Input, graph.Output} {
			for _, stat := range series {
				_, _, _ = stat.X.Time(time.UTC)
				_, _ = stat.Y.Int64()
			}
		}
	})
}

// BenchmarkDecode reads answers of 100,000 points: everything between the HTTP transport and the caller.
func BenchmarkDecode(b *testing.B) {
	graph := manyPoints(100_000)
	graph.Input, graph.Output = []lketest.Stat{}, []lketest.Stat{}
	members, err := json.Marshal(graph)
	if err != nil {
		b.Fatal(err)
	}
	body := fmt.Appendf(nil, `{"Response":%s}`, members)
	o := options("lke.tencentcloudapi.com")
	o.Rate, o.Transport = 1_000_000, answering(body)
	client := newClient(b, o)
	q := november19(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if answer, err := client.TokenUsageGraph(b.Context(), q); err != nil || len(answer.Total) != 100_000 {
			b.Fatal(len(answer.Total), err)
		}
	}
}

func BenchmarkNumber(b *testing.B) {
	for _, text := range []string{"14896", "14896.0", "9007199254740993.0", "1.4896e4"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := apiclient.ParseNumber(text).Int64(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
