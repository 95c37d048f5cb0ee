package config_test

import (
	"testing"

	"tokenreport/config"
)

func TestPublicURLs(t *testing.T) {
	const accepted = "; give the URL of a site, such as https://reports.example.com/usage"
	tests := []struct{ text, want, refusal string }{
		{text: "https://reports.example.com", want: "https://reports.example.com"},
		{text: "https://Reports.Example.com/", want: "https://reports.example.com"},
		{text: "https://reports.example.com:8443//usage//Daily/", want: "https://reports.example.com:8443/usage/Daily"},
		{text: "https://reports.example.com/a%20b/用量/50%25", want: "https://reports.example.com/a%20b/%E7%94%A8%E9%87%8F/50%25"},
		{text: "http://127.0.0.1:8080/usage", want: "http://127.0.0.1:8080/usage"},
		{text: "http://localhost", want: "http://localhost"},
		{text: "https://[2001:db8::1]/usage", want: "https://[2001:db8::1]/usage"},
		{text: ""},

		{text: "http://reports.example.com", refusal: `is "http://reports.example.com", which is not encrypted: http is accepted only for localhost and 127.0.0.1`},
		{text: "reports.example.com/usage", refusal: `is "reports.example.com/usage", which is no URL of a host`},
		{text: "https:///usage", refusal: `is "https:///usage", which is no URL of a host`},
		{text: "ftp://reports.example.com", refusal: `is "ftp://reports.example.com", which has a scheme other than https`},
		{text: "file://reports.example.com/usage", refusal: `is "file://reports.example.com/usage", which has a scheme other than https`},
		{text: "https://reports.example.com/?sign=" + canary, refusal: "is the value (not shown here), which has a query or a fragment"},
		{text: "https://reports.example.com/#usage", refusal: `is "https://reports.example.com/#usage", which has a query or a fragment`},
		{text: "https://user:" + canary + "@reports.example.com/", refusal: "is the value (not shown here), which has a user name in it"},
		{text: "https://reports.example.com:0/", refusal: `is "https://reports.example.com:0/", which has a port that is none`},
		{text: "https://reports.example.com/a/../b", refusal: `is "https://reports.example.com/a/../b", which has a part "." or ".." in its path`},
		{text: "https://reports.example.com/%2e%2e/b", refusal: `is "https://reports.example.com/%2e%2e/b", which has a part "." or ".." in its path`},
		{text: "https://reports.example.com/a%0Ab", refusal: `is "https://reports.example.com/a%0Ab", which has a control character or a "\" in its path`},
	}
	for _, storage := range []string{"file:///srv/reports", "cos://reports-1250000000?region=ap-jakarta"} {
		for _, test := range tests {
			t.Run(storage+" "+test.text, func(t *testing.T) {
				c, err := load("reports: [{name: a, store: pdf}]\nstorage:\n  url: "+storage+"\n  public_url: '"+test.text+"'\n", nil)
				if test.refusal != "" {
					checkRefusal(t, err, "4:15: storage.public_url: ", test.refusal+accepted)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				checkPublicURL(t, c.Storage, test.want)
			})
		}
	}
}

func checkPublicURL(t *testing.T, s *config.Storage, want string) {
	t.Helper()
	switch got := s.PublicURL; {
	case want == "" && got != nil:
		t.Errorf("got %s, want none", got)
	case want != "" && (got == nil || got.String() != want):
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLinkKeys(t *testing.T) {
	tests := []struct {
		name, key  string
		variables  environment
		id, secret string // both empty: no key
	}{
		{name: "written out", key: `{id: AKIDexample, secret: x+/=}`, id: "AKIDexample", secret: "x+/="},
		{name: "variables", key: `{id: "${LINK_ID:-}", secret: "${LINK_KEY:-}"}`,
			variables: environment{"LINK_ID": "AKIDexample", "LINK_KEY": canary}, id: "AKIDexample", secret: canary},
		{name: "digits", key: `{id: 0123, secret: 4567}`, id: "0123", secret: "4567"},
		{name: "unset variables", key: `{id: "${LINK_ID:-}", secret: "${LINK_KEY:-}"}`},
		{name: "empty variables", key: `{id: "${LINK_ID}", secret: "${LINK_KEY}"}`, variables: environment{"LINK_ID": "", "LINK_KEY": ""}},
		{name: "empty", key: `{id: "", secret: ~}`},
		{name: "an empty section", key: `{}`},
		{name: "nothing", key: ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := mustLoad(t, "reports: [{name: a, store: pdf}]\nstorage:\n  url: cos://reports-1250000000?region=ap-jakarta\n"+
				"  link_key: "+test.key+"\n", test.variables)
			var id, secret string
			if key := c.Storage.COS.LinkKey; key != nil {
				id, secret = key.ID.Reveal(), key.Secret.Reveal()
			}
			if id != test.id || secret != test.secret || (c.Storage.COS.LinkKey == nil) != (test.id == "") {
				t.Errorf("got id %q, secret %q", id, secret)
			}
		})
	}
}

// What belongs to a storage that an empty url switches off is not asked to be complete.
func TestLinkKeyWithoutStorage(t *testing.T) {
	c := mustLoad(t, `
storage: {url: "${STORAGE}", link_key: {id: AKIDexample, secret: "${LINK_KEY:-}"}, link_life: 1h}
smtp: {host: h, from: f@example.com}
reports: [{name: a, email: {to: ops@example.com}}]
`, environment{"STORAGE": ""})
	if c.Storage != nil {
		t.Errorf("got %+v", c.Storage)
	}
}
