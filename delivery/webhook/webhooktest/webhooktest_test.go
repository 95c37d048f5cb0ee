package webhooktest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"tokenreport/delivery/webhook/webhooktest"
)

// The robots refuse what the real ones refuse, in their words, and keep none of it.
func TestRefusals(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	for _, test := range []struct {
		kind   string
		change func(url string) string
		body   string
		status int
		says   string
	}{
		{"wecom", nil, `{"msgtype":"markdown","markdown":{"content":"` + long(4096) + `"}}`, 200, `{"errcode":0,"errmsg":"ok"}`},
		{"wecom", nil, `{"msgtype":"markdown","markdown":{"content":"` + long(4097) + `"}}`, 200, `"errcode":40058`},
		{"wecom", nil, `{"msgtype":"markdown","markdown":{}}`, 200, `"errcode":44004`},
		{"wecom", nil, `{"msgtype":"news"}`, 200, `"errcode":40008`},
		{"wecom", other, `{"msgtype":"markdown","markdown":{"content":"a"}}`, 200, `"errcode":93000`},
		{"feishu", nil, `{"msg_type":"interactive","card":{"header":{"a":1}}}`, 200, `{"code":0,"msg":"success"}`},
		{"feishu", nil, `{"msg_type":"interactive","card":{"header":{"a":"` + long(20*1024) + `"}}}`, 200, `"code":9499`},
		{"feishu", nil, `{"msg_type":"interactive"}`, 200, `"code":9499`},
		{"feishu", other, `{"msg_type":"interactive","card":{"header":{"a":1}}}`, 200, `"code":19001`},
		{"dingtalk", nil, `{"msgtype":"markdown","markdown":{"title":"a","text":"b"}}`, 200, `{"errcode":0,"errmsg":"ok"}`},
		{"dingtalk", nil, `{"msgtype":"markdown","markdown":{"title":"a","text":"` + long(20_001) + `"}}`, 200, `"errcode":400105`},
		{"dingtalk", nil, `{"msgtype":"markdown","markdown":{"text":"b"}}`, 200, `"errcode":400105`},
		{"dingtalk", other, `{"msgtype":"markdown","markdown":{"title":"a","text":"b"}}`, 200, `"errcode":300005`},
		{"slack", nil, `{"text":"a","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"` + long(3000) + `"}}]}`, 200, "ok"},
		{"slack", nil, `{"text":"a","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"` + long(3001) + `"}}]}`, 400, "invalid_blocks"},
		{"slack", nil, `{"text":"a","blocks":[{"type":"header","text":{"type":"plain_text","text":"` + long(151) + `"}}]}`, 400, "invalid_blocks"},
		{"slack", nil, `{"text":"a","blocks":[` + strings.Repeat(`{"type":"divider"},`, 50) + `{"type":"divider"}]}`, 400, "invalid_blocks"},
		{"slack", nil, `{}`, 400, "no_text"},
		{"slack", nil, `{`, 400, "invalid_payload"},
		{"slack", other, `{"text":"a"}`, 404, "no_service"},
		{"json", nil, `{}`, 400, ""}, // without an Idempotency-Key
		{"json", other, `{}`, 404, ""},
	} {
		server := webhooktest.Start(webhooktest.Options{PlainHTTP: true})
		url := server.URL(test.kind)
		if test.change != nil {
			url = test.change(url)
		}
		response, err := server.Client().Post(url, "application/json", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != test.status || !strings.Contains(string(said), test.says) {
			t.Errorf("%s %.80s: %d %s, %v; want %d %s", test.kind, test.body, response.StatusCode, said, err, test.status, test.says)
		}
		taken := test.status == http.StatusOK && (test.says == "ok" || strings.Contains(test.says, ":0,"))
		if kept := len(server.Messages()) == 1; kept != taken {
			t.Errorf("%s %.80s: kept %t, want %t", test.kind, test.body, kept, taken)
		}
		server.Close()
	}
}

// other is the URL of another robot.
func other(url string) string { return strings.Replace(url, webhooktest.Key, "another", 1) }
