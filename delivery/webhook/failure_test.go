package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/webhook"
	"tokenreport/delivery/webhook/webhooktest"
	"tokenreport/secret"
)

func coded(body string) webhooktest.Fault {
	return webhooktest.Fault{Status: http.StatusOK, Body: body}
}

// TestAnswers holds what each answer means against what the ledger makes of it.
func TestAnswers(t *testing.T) {
	const temporary, permanent, unclear = delivery.Temporary, delivery.Permanent, delivery.Unclear
	for _, test := range []struct {
		kind   string
		answer webhooktest.Fault
		fault  delivery.Fault
		says   string // in the error
		hint   string // in its hint
	}{
		{"wecom", coded(`{"errcode":45009,"errmsg":"api freq out of limit"}`), temporary, "errcode 45009: api freq out of limit", "20 messages a minute"},
		{"wecom", coded(`{"errcode":-1,"errmsg":"system busy"}`), temporary, "errcode -1", ""},
		{"wecom", coded(`{"errcode":93000,"errmsg":"invalid webhook url"}`), permanent, "errcode 93000", "copy the url"},
		{"wecom", coded(`{"errcode":4711,"errmsg":"new"}`), permanent, "errcode 4711: new", "look the code up"},
		{"wecom", coded(`<html>log in</html>`), unclear, "an answer that is none", "may have arrived"},
		{"wecom", coded(`{"errcode":"0"}`), unclear, "an answer that is none", ""},
		{"wecom", coded(`{"errcode":null}`), unclear, "an answer that is none", ""},
		{"wecom", coded(`{"errcode":0}`[:11]), unclear, "an answer that is none", ""},
		{"wecom", webhooktest.Fault{Status: 502, Body: "bad gateway"}, temporary, "HTTP 502 Bad Gateway", ""},
		{"feishu", coded(`{"Extra":null,"StatusCode":19001,"StatusMessage":"no"}`), unclear, "an answer that is none", ""},
		{"feishu", coded(`{"StatusCode":0,"StatusMessage":"success","code":19021,"msg":"sign match fail"}`), permanent, "code 19021", "clock"},
		{"feishu", coded(`{"code":11232,"msg":"frequency limited"}`), temporary, "code 11232", "100 messages a minute"},
		{"feishu", coded(`{"code":19021,"msg":"sign match fail"}`), permanent, "code 19021: sign match fail", "clock"},
		{"feishu", coded(`{"code":9499,"msg":"Bad Request"}`), permanent, "code 9499", "report it"},
		{"feishu", webhooktest.Fault{Status: 400, Body: `{"code":19001,"msg":"param invalid"}`}, permanent, "HTTP 400 Bad Request: code 19001", "copy it"},
		{"dingtalk", coded(`{"errcode":130101,"errmsg":"send too fast"}`), temporary, "errcode 130101", "20 messages a minute"},
		{"dingtalk", coded(`{"errcode":660026,"errmsg":"too fast"}`), temporary, "errcode 660026", ""},
		{"dingtalk", coded(`{"errcode":310000,"errmsg":"keywords not in content"}`), permanent, "keywords not in content", "a keyword must be in the report's title"},
		{"slack", webhooktest.Fault{Do: webhooktest.Busy}, temporary, "HTTP 429", ""},
		{"slack", webhooktest.Fault{Status: 404, Body: "no_service"}, permanent, "no_service", "make a new one"},
		{"slack", webhooktest.Fault{Status: 400, Body: "invalid_payload"}, permanent, "invalid_payload", "report it"},
		{"slack", webhooktest.Fault{Status: 410, Body: "channel_is_archived\n"}, permanent, "channel_is_archived", "archived"},
		{"slack", webhooktest.Fault{Status: 403, Body: "<html>"}, permanent, "HTTP 403 Forbidden", "check the webhook's url"},
		{"slack", webhooktest.Fault{Status: 500, Body: "rollup_error"}, temporary, "HTTP 500", ""},
		{"slack", coded("welcome"), unclear, "an answer that is none", ""},
		{"wecom", webhooktest.Fault{Do: webhooktest.Flood, Status: 200}, unclear, "an answer that is none", "may have arrived"},
		{"json", webhooktest.Fault{Status: 401, Body: "who are you"}, permanent, "HTTP 401 Unauthorized: who are you", "secret"},
		{"json", webhooktest.Fault{Status: 404}, permanent, "HTTP 404", "nothing takes a POST there"},
		{"json", webhooktest.Fault{Status: 422, Body: "no"}, permanent, "HTTP 422", "its log"},
		{"json", webhooktest.Fault{Status: 429, Header: map[string]string{"Retry-After": "7"}}, temporary, "HTTP 429", "different times"},
		{"json", webhooktest.Fault{Status: 408}, temporary, "HTTP 408", "will retry"},
		{"json", webhooktest.Fault{Status: 409, Body: "busy"}, temporary, "HTTP 409 Conflict: busy", "will retry"},
		{"slack", webhooktest.Fault{Status: 425}, temporary, "HTTP 425", "will retry"},
		{"feishu", webhooktest.Fault{Status: 400, Body: `{"code":19001,"ms`}, temporary, "HTTP 400", ""},
		{"wecom", webhooktest.Fault{Status: 400, Body: `{"errcode":`}, temporary, "HTTP 400", ""},
		{"json", webhooktest.Fault{Status: 302, Header: map[string]string{"Location": "/elsewhere"}}, permanent, "HTTP 302", "leads elsewhere"},
		{"json", webhooktest.Fault{Do: webhooktest.Flood, Status: 503}, temporary, "HTTP 503", ""},
		// Taken or not: the whole request went out.
		{"wecom", webhooktest.Fault{Do: webhooktest.Reset, Late: true}, unclear, "", "may have arrived"},
		{"feishu", webhooktest.Fault{Do: webhooktest.BreakOff, Late: true}, unclear, "broke off", "may have arrived"},
		{"slack", webhooktest.Fault{Do: webhooktest.Reset}, unclear, "", "may have arrived"},
		{"json", webhooktest.Fault{Do: webhooktest.Reset, Late: true}, unclear, "", "may have arrived"},
	} {
		server := start(t)
		server.SetFault(test.answer)
		_, err := channel(t, server, test.kind).Deliver(t.Context(), parcel(test.kind))
		var e *delivery.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %+v: the error is %v", test.kind, test.answer, err)
			continue
		}
		if e.Fault != test.fault || !strings.Contains(err.Error(), test.says) || !strings.Contains(e.Hint, test.hint) {
			t.Errorf("%s: %+v is %v, %v; want %v, %q, hint %q", test.kind, test.answer, e.Fault, err, test.fault, test.says, test.hint)
		}
		if n := server.Requests(); n != 1 {
			t.Errorf("%s: %d requests", test.kind, n)
		}
	}
}

// Older installations of Feishu have another word for yes; without it the group would be told twice.
func TestTheOlderYesOfFeishu(t *testing.T) {
	server := start(t)
	server.SetFault(coded(`{"Extra":null,"StatusCode":0,"StatusMessage":"success"}`))
	if ref, err := channel(t, server, "feishu").Deliver(t.Context(), parcel("feishu")); err != nil || ref != "success" {
		t.Errorf("%q, %v", ref, err)
	}
}

// A hang after the request is no hang before it.
func TestHangOfTheAnswerIsUnclear(t *testing.T) {
	server := start(t)
	met := make(chan struct{})
	server.SetFault(webhooktest.Fault{Do: webhooktest.Hang, Late: true, Notify: func() { close(met) }})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-met; cancel() }()
	_, err := channel(t, server, "wecom").Deliver(ctx, parcel("wecom"))
	if delivery.FaultOf(err) != delivery.Unclear || !errors.Is(err, context.Canceled) || len(server.Messages()) != 1 {
		t.Errorf("%v with %d messages", err, len(server.Messages()))
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"7": 7 * time.Second, "0": 0, "-3": 0, "": 0, "soon": 0, "99999999": 24 * time.Hour,
		"Wed, 20 Nov 2024 00:30:30 GMT": 30 * time.Second, "Wed, 20 Nov 2024 00:29:30 GMT": 0,
	} {
		server := start(t)
		server.SetFault(webhooktest.Fault{Status: 429, Header: map[string]string{"Retry-After": header}})
		_, err := channel(t, server, "slack", func(o *webhook.Options) { o.Now = func() time.Time { return now } }).Deliver(t.Context(), parcel("slack"))
		var e *delivery.Error
		if !errors.As(err, &e) || e.RetryAfter != want {
			t.Errorf("Retry-After: %s is %v, want %v", header, e.RetryAfter, want)
		}
	}
}

// Whoever sends faster than a robot takes is told so in its own words, and is taken a minute later.
func TestTooMany(t *testing.T) {
	for kind, code := range map[string]string{"wecom": "45009", "feishu": "11232", "dingtalk": "130101", "slack": "429", "json": "429"} {
		now := time.Date(2024, 11, 20, 0, 30, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		server := start(t, func(o *webhooktest.Options) { o.PerMinute, o.Now = 1, clock })
		c := channel(t, server, kind, func(o *webhook.Options) { o.Now = clock })
		first, second := parcel(kind), parcel(kind)
		second.Key.Period = "2024-11-20"
		if _, err := c.Deliver(t.Context(), first); err != nil {
			t.Error(err)
		}
		if _, err := c.Deliver(t.Context(), second); delivery.FaultOf(err) != delivery.Temporary || !strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v", kind, err)
		}
		now = now.Add(time.Minute)
		if _, err := c.Deliver(t.Context(), second); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// The servers verify signatures by their own reckoning.
func TestSignatures(t *testing.T) {
	for kind, refusal := range map[string]string{"dingtalk": "310000", "feishu": "19021", "json": "401"} {
		server := start(t)
		for what, change := range map[string]func(*webhook.Options){
			"another secret": func(o *webhook.Options) { o.Secret = secret.New("SECanother") },
			"no secret":      func(o *webhook.Options) { o.Secret = secret.Text{} },
			"a clock behind": func(o *webhook.Options) { o.Now = func() time.Time { return time.Now().Add(-61 * time.Minute) } },
			"a clock ahead":  func(o *webhook.Options) { o.Now = func() time.Time { return time.Now().Add(61 * time.Minute) } },
		} {
			_, err := channel(t, server, kind, change).Deliver(t.Context(), parcel(kind))
			timeless := kind == "json" && strings.HasPrefix(what, "a clock")
			if accepted := err == nil; accepted != timeless || !accepted && !strings.Contains(err.Error(), refusal) {
				t.Errorf("%s with %s: %v", kind, what, err)
			}
		}
	}
}

func TestKeywordOfDingTalk(t *testing.T) {
	server := start(t, func(o *webhooktest.Options) { o.Keyword = "cost report" })
	p := parcel("dingtalk")
	if _, err := channel(t, server, "dingtalk").Deliver(t.Context(), p); delivery.FaultOf(err) != delivery.Permanent {
		t.Errorf("without the keyword: %v", err)
	}
	p.Card.Title = "Our cost report"
	if _, err := channel(t, server, "dingtalk").Deliver(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestReach(t *testing.T) {
	server := start(t)
	c := channel(t, server, "wecom")
	if err := c.Reach(t.Context()); err != nil || server.Requests() > 0 {
		t.Errorf("%v after %d messages", err, server.Requests())
	}
	stranger := channel(t, server, "wecom", func(o *webhook.Options) { o.RootCAs = nil })
	if err := stranger.Reach(t.Context()); delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown authority: %v", err)
	}
	server.SetDeaf(true)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := c.Reach(ctx); delivery.FaultOf(err) != delivery.Temporary || !strings.HasPrefix(err.Error(), "reach wecom-") {
		t.Errorf("a host that says nothing: %v", err)
	}
}
