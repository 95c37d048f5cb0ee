package apiclient_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
)

func TestCallStatsNullMissingAndEmpty(t *testing.T) {
	for answer, wantNil := range map[string]bool{`{"List":null}`: true, `{}`: true, `{"List":[]}`: false, `{"List":[null]}`: false, `{"List":[{"X":"20241119","Y":3}],"Other":1}`: false} {
		client, _ := connect(t, serving(func(lketest.Query) any { return json.RawMessage(answer) }))
		stats, err := client.CallStatsGraph(t.Context(), november19(t))
		if err != nil || (stats.List == nil) != wantNil || stats.RequestID == "" {
			t.Errorf("%s is read as %+v, %v", answer, stats, err)
		}
	}
}

func TestCallStatsOddPoints(t *testing.T) {
	client, _ := connect(t, serving(func(lketest.Query) any {
		return json.RawMessage(`{"List":[{"X":"202411190930","Y":"12"},{"X":null,"Y":1.5},7,{"Y":-3},{"X":"2024111909","Y":12.0},{"X":"20241119","Y":1e999}]}`)
	}))
	stats, err := client.CallStatsGraph(t.Context(), november19(t))
	if err != nil || len(stats.List) != 6 {
		t.Fatalf("%d points, %v", len(stats.List), err)
	}
	var values []int64
	for _, stat := range stats.List {
		if value, err := stat.Y.Int64(); err == nil {
			values = append(values, value)
		}
	}
	if !slices.Equal(values, []int64{12, 2, -3, 12}) || !stats.List[1].Y.Rounded() || !stats.List[3].Y.Negative() || !stats.List[3].X.Null() {
		t.Errorf("values %d", values)
	}
}

func TestTotals(t *testing.T) {
	unknown := apiclient.Number{}
	number := apiclient.ParseNumber
	tests := []struct {
		answer                       string
		total, input, output, counts apiclient.Number
	}{
		{`{"ApiCallStats":10,"InputTokenUsage":1120,"OutputTokenUsage":101,"SearchUsage":10,"TotalTokenUsage":1221}`, number("1221"), number("1120"), number("101"), number("10")},
		{`{"ApiCallStats":4909,"DosageTypeCurr":0,"DosageTypeLimit":0,"InputTokenUsage":3178475,"OutputTokenUsage":439374,"TotalTokenUsage":3617849}`, number("3617849"), number("3178475"), number("439374"), number("4909")},
		{`{"TotalTokenUsage":0.0,"InputTokenUsage":"5","OutputTokenUsage":1.5,"ApiCallStats":-1}`, number("0.0"), number("5"), number("1.5"), number("-1")},
		{`{"TotalTokenUsage":9007199254740993,"InputTokenUsage":9.007199254740993e15,"OutputTokenUsage":{},"ApiCallStats":[1]}`, number("9007199254740993"), number("9.007199254740993e15"), number("{}"), number("[1]")},
		{`{"TotalTokenUsage":null,"InputTokenUsage":0}`, unknown, number("0"), unknown, unknown},
		{`{}`, unknown, unknown, unknown, unknown},
	}
	for _, test := range tests {
		t.Run(test.answer, func(t *testing.T) {
			client, _ := connect(t, serving(func(lketest.Query) any { return json.RawMessage(test.answer) }))
			got, err := client.TokenUsage(t.Context(), november19(t))
			if err != nil || got.RequestID == "" || got.Total != test.total || got.Input != test.input || got.Output != test.output || got.Calls != test.counts {
				t.Errorf("read as %+v, %v", got, err)
			}
		})
	}
}

// Answers whose very shape is another are errors that can be told apart from refusals.
func TestAnswersOfAnotherShape(t *testing.T) {
	for action, answer := range map[string]string{
		"DescribeTokenUsageGraph": `{"Total":5}`, "DescribeCallStatsGraph": `{"List":{}}`, "ListApp": `{"Total":"1","List":"none"}`, "ListModel": `{"List":true}`,
	} {
		client, server := connect(t, serving(func(lketest.Query) any { return json.RawMessage(answer) }))
		for _, s := range siblings() {
			if s.action != action {
				continue
			}
			err := s.ask(t.Context(), client, november19(t))
			var failure *apiclient.Error
			if !errors.As(err, &failure) || failure.Action != action || failure.Denied() || failure.Temporary() || failure.Attempts != 1 ||
				failure.RequestID == "" || !strings.Contains(err.Error(), "decode the answer: ") {
				t.Errorf("%s: %v", action, err)
			}
		}
		if len(server.Requests()) != 1 {
			t.Errorf("%s: %d requests", action, len(server.Requests()))
		}
	}
}

// FuzzSiblings feeds whole answers to every action: each must return data or an error that can be shown.
func FuzzSiblings(f *testing.F) {
	for _, seed := range []string{
		`{"Response":{"List":[{"X":"202411190930","Y":12}],"RequestId":"id"}}`, `{"Response":{"List":null}}`, `{"Response":{"List":[[]]}}`,
		`{"Response":{"TotalTokenUsage":1221.0,"InputTokenUsage":"1120","OutputTokenUsage":null,"ApiCallStats":1e999}}`,
		`{"Response":{"Total":"1","List":[{"AppBizId":"1801166480814637052","Name":"我的应用","AppType":"knowledge_qa"}]}}`,
		`{"Response":{"Total":"99999999999999999999","List":[{"AppBizId":1801166480814637052,"Name":"\u001b[31m\u202e"},{"AppBizId":{}},7,null]}}`,
		`{"Response":{"List":[{"ModelName":"cs-normal","AliasName":"精调知识大模型标准版"},{"ModelName":"Youtu/youtu-mrc-pro"},"x"]}}`,
		`{"Response":{"Error":{"Code":"UnknownParameter","Message":"The parameter StartTime is not recognized."}}}`, `{"Response":{"List":"none"}}`,
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
		client := newClient(t, o)
		for _, s := range siblings() {
			var failure *apiclient.Error
			if err := s.ask(ctx, client, q); err != nil && (!errors.As(err, &failure) || len(err.Error()) > 4000 || strings.ContainsAny(err.Error(), "\r\n\x1b")) {
				t.Fatalf("%s: error %q", s.action, err)
			}
		}
		checkNames(t, ctx, client)
	})
}

// checkNames looks at what is left of remote text.
func checkNames(t *testing.T, ctx context.Context, client *apiclient.Client) {
	t.Helper()
	presentable := func(name string) bool {
		return len([]rune(name)) <= 61 && !strings.ContainsAny(name, "\r\n\t\x00\x1b\u202e")
	}
	known := make(map[string]bool)
	apps, _ := client.Apps(ctx)
	for _, app := range apps {
		if app.AppBizID == "" || known[app.AppBizID] || !presentable(app.Name) {
			t.Fatalf("app %+q", app)
		}
		known[app.AppBizID] = true
	}
	models, _ := client.Models(ctx, apiclient.AppTypeKnowledgeQA)
	for _, model := range models {
		if model.Name == "" || !presentable(model.Alias) {
			t.Fatalf("model %+q", model)
		}
	}
}
