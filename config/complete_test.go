package config_test

import (
	"net/mail"
	"net/url"
	"os"
	"reflect"
	"testing"
	"time"

	"tokenreport/config"
	"tokenreport/report/format"
	"tokenreport/secret"
)

// Every key of the file is read, and is what the file says.
func TestCompleteFile(t *testing.T) {
	text, err := os.ReadFile("testdata/complete.yml")
	if err != nil {
		t.Fatal(err)
	}
	got := mustLoad(t, string(text), environment{
		"SMTP_PASSWORD": canary, "LINK_ID": "link-id-" + canary, "LINK_KEY": "link-key-" + canary,
		"TENCENTCLOUD_SESSIONTOKEN": "token-" + canary,
		"WECOM_KEY":                 canary, "FEISHU_TOKEN": canary, "DINGTALK_TOKEN": canary, "DINGTALK_SECRET": "SEC" + canary,
	})
	want := &config.Config{
		Timezone: location(t, "Asia/Jakarta"),
		Language: "id",
		API: config.API{
			Endpoint: "http://127.0.0.1:8080", Region: "ap-singapore", Rate: 5,
			TimeFields: config.TimeFieldsBoth, LabelZone: location(t, "UTC"), Labels: config.LabelsEnd,
		},
		SMTP: &config.SMTP{
			Host: "smtp.example.com", Port: 2525, TLS: config.TLSStartTLS,
			Username: "report@example.com", Password: secret.New(canary),
			From:    mail.Address{Name: "用量报告", Address: "report@example.com"},
			ReplyTo: &mail.Address{Address: "ops@example.com"}, Features: config.FeaturesFull,
			MaxSize: 4_000_000, Allow: []string{"example.com", "ops@example.org"},
		},
		Storage:  completeStorage(),
		Dispatch: config.DispatchSCF,
		Platform: config.Platform{Endpoint: "https://scf.tencentcloudapi.com"},
		Branding: completeBranding(t),
		LateData: config.LateData{Periods: 7, Threshold: 25, Mail: true, Doubtful: 3}, Missed: config.MissedNotify, Tolerance: 25,
		Owner: []mail.Address{{Name: "On call", Address: "oncall@example.com"}, {Address: "Boss@example.com"}},
		Prices: &config.Prices{Currency: "CNY", Models: []config.ModelPrice{
			{Model: "cs-pro", Input: "4.80", Output: "12"},
			{Model: "cs-normal", Input: "0.800000", Output: "2.00"},
			{Model: config.AnyModel, Input: "1.00", Output: "999999999999.999999"},
		}},
		Reports: []config.Report{completeReport(t), secondReport(t)},
		Credentials: config.Credentials{
			SecretID: secret.New("id-" + canary), SecretKey: secret.New("key-" + canary), Token: secret.New("token-" + canary),
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func completeBranding(t *testing.T) config.Branding {
	t.Helper()
	logo, err := pictures("logo.png")
	if err != nil {
		t.Fatal(err)
	}
	return config.Branding{Logo: logo, Colour: "#009E73", Footer: "平台组 · ops@example.com"}
}

func completeStorage() *config.Storage {
	return &config.Storage{
		COS: &config.COSStorage{
			BucketURL: &url.URL{Scheme: "https", Host: "reports-1250000000.cos.ap-jakarta.myqcloud.com"}, Prefix: "usage/daily",
			LinkKey: &config.LinkKey{ID: secret.New("link-id-" + canary), Secret: secret.New("link-key-" + canary)},
		},
		PublicURL: &url.URL{Scheme: "https", Host: "reports.example.com", Path: "/usage"},
		LinkLife:  72 * time.Hour,
	}
}

func completeReport(t *testing.T) config.Report {
	return config.Report{
		Name: "weekly", Title: "Token usage of the bots", Period: config.Weekly,
		Zone: location(t, "America/New_York"), Language: "zh-CN",
		Filter: config.Filter{
			UinAccounts: []string{"100000000001", "100000000002"}, SubBizType: "KnowledgeQA", ModelName: "cs-normal",
			AppBizIDs: []string{"1790000000000000001", "1790000000000000002"}, AppType: "knowledge_qa", SubScenes: []string{"chat"},
		},
		Breakdowns: []config.Breakdown{
			{By: config.ByApplication, Parts: []config.Part{
				{Value: "1790000000000000002", Name: "Support bot"}, {Value: "1790000000000000001"}, {Value: "1790000000000000003", Name: "客服"},
			}},
			{By: config.ByModel, Parts: []config.Part{{Value: "cs-pro"}, {Value: "cs-normal"}}},
			{By: config.ByAccount, Parts: []config.Part{{Value: "100000000001"}, {Value: "100000000002"}}},
		},
		Budget: config.Budget{Tokens: 500_000_000, Cost: "900.50"}, Names: config.NamesOff,
		Tables:    []config.Table{config.Table(config.ByModel), config.TableHourly, config.Table(config.ByAccount)},
		Holidays:  []config.DateRange{{First: "2026-10-01", Last: "2026-10-01"}, {First: "2026-10-02", Last: "2026-10-07"}},
		WhenEmpty: config.EmptyNote,
		Email: &config.Email{
			To:     []mail.Address{{Name: "Doe, Jane", Address: "jane@example.com"}, {Address: "ops@example.com"}},
			Cc:     []mail.Address{{Name: "Boss", Address: "boss@example.com"}, {Address: "audit@example.com"}},
			Bcc:    []mail.Address{{Address: "archive@example.com"}},
			Attach: []format.Format{format.HTML, format.JSON},
		},
		Store: []format.Format{format.PDF, format.HTML, format.CSV, format.JSON},
		// That of Slack is switched off by its empty variable.
		Webhooks: []config.Webhook{
			{Kind: "wecom", URL: secret.New("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + canary)},
			{Kind: "feishu", URL: secret.New("https://open.larksuite.com/open-apis/bot/v2/hook/" + canary)},
			{
				Kind: "dingtalk", URL: secret.New("https://relay.example.com/ding?access_token=" + canary),
				Secret: secret.New("SEC" + canary),
			},
			{Kind: "json", URL: secret.New("http://127.0.0.1:8081/usage")},
		},
	}
}

// secondReport has the defaults, of which timezone and language are the file's.
func secondReport(t *testing.T) config.Report {
	return config.Report{
		Name: "the-2nd", Period: config.Daily, Zone: location(t, "Asia/Jakarta"), Language: "id",
		Calls: true, Names: config.NamesAuto, Tables: []config.Table{config.TableHourly}, WhenEmpty: config.EmptySend, Store: []format.Format{format.PDF},
	}
}
