package config_test

import (
	"reflect"
	"strings"
	"testing"

	"tokenreport/config"
)

func TestEndpoints(t *testing.T) {
	const plainHTTP = "is not encrypted: http is accepted only for localhost and 127.0.0.1"
	const accepted = "; give a host such as lke.intl.tencentcloudapi.com or a URL of scheme, host and port"
	tests := []struct{ text, want, refusal string }{
		{text: "lke.tencentcloudapi.com", want: "https://lke.tencentcloudapi.com"},
		{text: "LKE.tencentcloudapi.com:8443", want: "https://lke.tencentcloudapi.com:8443"},
		{text: "https://lke.tencentcloudapi.com/", want: "https://lke.tencentcloudapi.com"},
		{text: "http://127.0.0.1:8080", want: "http://127.0.0.1:8080"},
		{text: "http://localhost:8080", want: "http://localhost:8080"},
		{text: "http://[::1]:8080", want: "http://[::1]:8080"},
		{text: "https://192.0.2.1", want: "https://192.0.2.1"},
		{text: "http://lke.tencentcloudapi.com", refusal: `is "http://lke.tencentcloudapi.com", which ` + plainHTTP},
		{text: "ftp://lke.tencentcloudapi.com", refusal: `is "ftp://lke.tencentcloudapi.com", which has a scheme other than https`},
		{text: "lke.tencentcloudapi.com/v3", refusal: `is "lke.tencentcloudapi.com/v3", which has a path`},
		{text: "lke.tencentcloudapi.com#x", refusal: `is "lke.tencentcloudapi.com#x", which has a query or a fragment`},
		{text: "https://lke.tencentcloudapi.com?k=" + canary, refusal: "is the value (not shown here), which has a query or a fragment"},
		{text: "https://id:" + canary + "@lke.tencentcloudapi.com", refusal: "is the value (not shown here), which has a user name in it"},
		{text: "lke.tencentcloudapi.com:0", refusal: `is "lke.tencentcloudapi.com:0", which has a port that is none`},
		{text: "lke.tencentcloudapi.com:65536", refusal: `is "lke.tencentcloudapi.com:65536", which has a port that is none`},
		{text: "lke.tencentcloudapi.com:", refusal: `is "lke.tencentcloudapi.com:", which has a port that is none`},
		{text: "https://", refusal: `is "https://", which is no URL of a host`},
		{text: "lke tencentcloudapi.com", refusal: `is "lke tencentcloudapi.com", which is no URL of a host`},
		{text: "接口.example.com", refusal: `is "接口.example.com", which is no URL of a host`},
		{text: "https://[fe80::1%25eth0]", refusal: `is "https://[fe80::1%25eth0]", which is no URL of a host`},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			c, err := load(smallest+"api: {endpoint: '"+test.text+"'}\n", nil)
			if test.refusal != "" {
				want := "tokenreport.yml:3:17: api.endpoint: " + test.refusal + accepted
				if err == nil || err.Error() != want {
					t.Errorf("got  %v\nwant %s", err, want)
				}
				return
			}
			if err != nil || c.API.Endpoint != test.want {
				t.Errorf("got %+v, %v; want %s", c, err, test.want)
			}
		})
	}
}

func TestStorageURLs(t *testing.T) {
	const jakarta = "https://reports-1250000000.cos.ap-jakarta.myqcloud.com"
	const noBucket = "names no bucket: after cos:// comes its name with the APPID, as reports-1250000000"
	const badQuery = `has something other than one region and one endpoint after "?"`
	const plainHTTP = "is not encrypted: http is accepted only for localhost and 127.0.0.1"
	tests := []struct{ text, bucketURL, prefix, folder, refusal string }{
		{text: "cos://reports-1250000000?region=ap-jakarta", bucketURL: jakarta},
		{text: "cos://reports-1250000000/?region=ap-jakarta", bucketURL: jakarta},
		{text: "cos://reports-1250000000//a///b/?region=ap-jakarta", bucketURL: jakarta, prefix: "a/b"},
		{text: "cos://reports-1250000000/用量?region=ap-jakarta", bucketURL: jakarta, prefix: "用量"},
		{text: "cos://reports-1250000000/a%20b?region=ap-jakarta", bucketURL: jakarta, prefix: "a b"},
		{text: "cos://reports-1250000000/a?region=ap-jakarta&endpoint=https://r.cos.example.com",
			bucketURL: "https://r.cos.example.com", prefix: "a"},
		{text: "cos://reports-1250000000/a?endpoint=http%3A%2F%2F127.0.0.1%3A9000%2F", bucketURL: "http://127.0.0.1:9000", prefix: "a"},
		{text: "file:///srv/reports", folder: "/srv/reports"},
		{text: "file:///srv//reports/", folder: "/srv/reports"},

		{text: "cos://BUCKET-APPID/prefix?region=ap-jakarta", refusal: noBucket},
		{text: "cos:///prefix?region=ap-jakarta", refusal: noBucket},
		{text: "cos://reports-1250000000/a", refusal: "names no region"},
		{text: "cos://reports-1250000000/a?region=", refusal: "names no region"},
		{text: "cos://reports-1250000000/a?region=jakarta.evil.example", refusal: "has a region that is none"},
		{text: "cos://reports-1250000000/a?region=ap-jakarta&region=ap-jakarta", refusal: badQuery},
		{text: "cos://reports-1250000000/a?region=ap-jakarta&secret_key=" + canary, refusal: badQuery},
		{text: "cos://reports-1250000000/a?region=%zz", refusal: `has a query that cannot be read after "?"`},
		{text: "cos://reports-1250000000/a?endpoint=http://cos.example.com", refusal: "has an endpoint that " + plainHTTP},
		{text: "cos://reports-1250000000/a?endpoint=", refusal: "has an endpoint that is no URL of a host"},
		{text: "cos://reports-1250000000/../a?region=ap-jakarta", refusal: `has a part "." or ".." in its path`},
		{text: "cos://reports-1250000000/%2e%2e/a?region=ap-jakarta", refusal: `has a part "." or ".." in its path`},
		{text: "cos://reports-1250000000/a%0Ab?region=ap-jakarta", refusal: `has a control character or a "\" in its path`},
		{text: `cos://reports-1250000000/a\b?region=ap-jakarta`, refusal: `has a control character or a "\" in its path`},
		{text: "cos://reports-1250000000/" + strings.Repeat("a", 600) + "?region=ap-jakarta", refusal: "has a prefix that is too long"},
		{text: "cos://id:" + canary + "@reports-1250000000/a?region=ap-jakarta", refusal: "has a user name in it; credentials come from the environment"},
		{text: "cos://reports-1250000000/a#b", refusal: `has a "#" in it`},
		{text: "cos:reports", refusal: "begins neither with cos:// nor with file:///"},
		{text: "s3://reports/a", refusal: "begins neither with cos:// nor with file:///"},
		{text: "/srv/reports", refusal: "begins neither with cos:// nor with file:///"},
		{text: "file://srv/reports", refusal: "names no absolute folder: file: is followed by three slashes"},
		{text: "file:///", refusal: "names no folder"},
		{text: "file:///srv/../etc", refusal: `has a part "." or ".." in its path`},
		{text: "file:///srv?x=1", refusal: `has a "?" in it`},
		{text: "file:///%zz", refusal: "is no url"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			c, err := load("storage: {url: '"+test.text+"'}\nreports: [{name: a, store: pdf}]\n", nil)
			if test.refusal != "" {
				want := "tokenreport.yml:1:16: storage.url: " + test.refusal +
					"; give a storage url such as cos://BUCKET-APPID/prefix?region=ap-jakarta or file:///folder"
				if err == nil || err.Error() != want {
					t.Errorf("got  %v\nwant %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkStorage(t, c.Storage, test.bucketURL, test.prefix, test.folder)
		})
	}
}

func checkStorage(t *testing.T, got *config.Storage, bucketURL, prefix, folder string) {
	t.Helper()
	if got.Folder != folder || (got.COS == nil) != (bucketURL == "") {
		t.Fatalf("got %+v", got)
	}
	if got.COS != nil && (got.COS.BucketURL.String() != bucketURL || got.COS.Prefix != prefix) {
		t.Errorf("got bucket %s, prefix %s", got.COS.BucketURL, got.COS.Prefix)
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct{ text, name, address string }{
		{"ops@example.com", "", "ops@example.com"},
		{"<ops@example.com>", "", "ops@example.com"},
		{"运维团队 <ops@example.com>", "运维团队", "ops@example.com"},
		{`"值班, 一组" <ops@example.com>`, "值班, 一组", "ops@example.com"},
		{`"say \"hi\", you" <ops@example.com>`, `say "hi", you`, "ops@example.com"},
		{"=?utf-8?q?caf=C3=A9?= <ops@example.com>", "café", "ops@example.com"},
		{"first.last+tag@sub.example.co.id", "", "first.last+tag@sub.example.co.id"},
		{"root@localhost", "", "root@localhost"},
		{"ops@xn--fsqu00a.xn--55qx5d", "", "ops@xn--fsqu00a.xn--55qx5d"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			c := mustLoad(t, "smtp: {host: h, from: f@example.com}\nreports: [{name: a, email: {to: '${TO}'}}]",
				environment{"TO": test.text})
			if to := c.Reports[0].Email.To; len(to) != 1 || to[0].Name != test.name || to[0].Address != test.address {
				t.Errorf("got %+v", to)
			}
		})
	}
}

func TestListsInOneText(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"a", []string{"a"}},
		{"a,b", []string{"a", "b"}},
		{" a , b ,, ", []string{"a", "b"}},
		{"", nil},
		{" , ", nil},
		{`"a,b",c`, []string{`"a,b"`, "c"}},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			c := mustLoad(t, `
storage: {url: "file:///srv/reports"}
reports:
  - name: a
    store: pdf
    filter:
      app_biz_ids: ${IDS}
`, environment{"IDS": test.text})
			if got := c.Reports[0].Filter.AppBizIDs; !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
