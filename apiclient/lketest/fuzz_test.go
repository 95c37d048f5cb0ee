package lketest

import (
	"strings"
	"testing"
)

func FuzzParseParams(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"StartTime":"1","EndTime":"2"}`, `{"StatStartTime":1,"StatEndTime":2}`, `{"UinAccount":["1"],"AppBizIds":[]}`,
		`{"PageSize":50,"PageNumber":1,"Keyword":"k"}`, `{"PageSize":-1}`, `{"AppType":"knowledge_qa"}`, `{"AppType":""}`,
		`{"ModelName":null}`, `{"UinAccount":[null]}`, `{"StartTime":"-99999999999999999999"}`, `null`, `[]`, `{`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, site := range []Site{Domestic, International} {
			for _, action := range []string{tokenUsageGraph, callStatsGraph, tokenUsage, listApp, listModel} {
				q, refused := site.parseParams(action, body)
				switch {
				case refused != nil && (refused.code == "" || refused.message == ""):
					t.Errorf("%s %s: refused without a reason", action, body)
				case refused == nil && (q.End.Before(q.Start) || q.PageSize < 0 || q.PageNumber < 0),
					refused == nil && action == tokenUsageGraph && site == International && q.Stat,
					refused == nil && action == listModel && q.AppType == "":
					t.Errorf("%s %s: accepted as %+v", action, body, q)
				}
			}
		}
	})
}

func FuzzParseAuthorization(f *testing.F) {
	f.Add("TC3-HMAC-SHA256 Credential=AKID/2024-09-12/lke/tc3_request, SignedHeaders=content-type;host, Signature=ab12")
	f.Add("TC3-HMAC-SHA256 Credential=///tc3_request,SignedHeaders=;,Signature=")
	f.Add("")
	f.Fuzz(func(t *testing.T, header string) {
		if auth := parseAuthorization(header); auth.secretID != "" && (!strings.HasPrefix(header, algorithm) || len(auth.signedHeaders) == 0) {
			t.Errorf("%q is read as %+v", header, auth)
		}
	})
}
