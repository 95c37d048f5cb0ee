package apiclient_test

import (
	"strings"
	"testing"

	"tokenreport/apiclient"
)

func TestParseEndpoint(t *testing.T) {
	tests := []struct{ text, want, refusal string }{
		{"lke.intl.tencentcloudapi.com", "https://lke.intl.tencentcloudapi.com", ""},
		{"lke.tencentcloudapi.com", "https://lke.tencentcloudapi.com", ""},
		{"LKE.TencentCloudAPI.com", "https://lke.tencentcloudapi.com", ""},
		{"lke.internal.tencentcloudapi.com:8443", "https://lke.internal.tencentcloudapi.com:8443", ""},
		{"https://proxy.example.com:8443", "https://proxy.example.com:8443", ""},
		{"https://proxy.example.com/", "https://proxy.example.com", ""},
		{"https://proxy.example.com:443", "https://proxy.example.com", ""},
		{"http://127.0.0.1:40000", "http://127.0.0.1:40000", ""},
		{"http://127.9.9.9", "http://127.9.9.9", ""},
		{"http://localhost:80", "http://localhost", ""},
		{"http://[::1]:40000", "http://[::1]:40000", ""},
		{"https://[2001:db8::1]", "https://[2001:db8::1]", ""},
		{"10.0.0.8:443", "https://10.0.0.8", ""},

		{"http://lke.tencentcloudapi.com", "", "plain http is accepted for loopback addresses only"},
		{"http://10.0.0.8", "", "plain http is accepted for loopback addresses only"},
		{"http://127.0.0.1.example.com", "", "plain http is accepted for loopback addresses only"},
		{"ftp://lke.tencentcloudapi.com", "", "the scheme is neither https nor http"},
		{"https://lke.tencentcloudapi.com/v2", "", "it holds a path"},
		{"lke.tencentcloudapi.com/v2", "", "it holds a path"},
		{"https://lke.tencentcloudapi.com//", "", "it holds a path"},
		{"https://lke.tencentcloudapi.com?x=1", "", "it holds a query or a fragment"},
		{"https://lke.tencentcloudapi.com#x", "", "it holds a query or a fragment"},
		{"https://AKID:key@lke.tencentcloudapi.com", "", "it holds a user name"},
		{"", "", "it names no host"},
		{"https://", "", "it names no host"},
		{"https://:443", "", "it names no host"},
		{"lke.tencentcloudapi.com:", "", "the port is missing"},
		{"lke.tencentcloudapi.com:0", "", "the port is not between 1 and 65535"},
		{"lke.tencentcloudapi.com:70000", "", "the port is not between 1 and 65535"},
		{"lke.tencentcloudapi.com:https", "", "it is not an address"},
		{"lke tencentcloudapi.com", "", "it is not an address"},
		{"lke_tencentcloudapi.com", "", "the host is neither a name in ASCII nor an IP address"},
		{"-lke.tencentcloudapi.com", "", "the host is neither a name in ASCII nor an IP address"},
		{"lke..tencentcloudapi.com", "", "the host is neither a name in ASCII nor an IP address"},
		{"例子.cn", "", "the host is neither a name in ASCII nor an IP address"},
		{"lke.tencentcloudapi.com\r\nX: y", "", "it is not an address"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := apiclient.ParseEndpoint(test.text)
			if test.refusal != "" {
				if err == nil || !strings.Contains(err.Error(), test.refusal) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s, %v; want %s", got, err, test.refusal)
				}
				return
			}
			if err != nil || got.String() != test.want {
				t.Errorf("%s, %v; want %s", got, err, test.want)
			}
		})
	}
}

func TestRefusedEndpointDoesNotShowAPassword(t *testing.T) {
	_, err := apiclient.ParseEndpoint("https://user:canary@lke.tencentcloudapi.com")
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("error %v", err)
	}
}

func TestCheckRegion(t *testing.T) {
	for _, good := range []string{"ap-jakarta", "ap-guangzhou", "na-siliconvalley", "eu-frankfurt"} {
		if err := apiclient.CheckRegion(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "Jakarta", "ap-", "ap jakarta", "ap-jakarta\n", "ap-jakarta\r\nX-TC-Token: x", "雅加达"} {
		if err := apiclient.CheckRegion(bad); err == nil || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParseEndpoint(f *testing.F) {
	for _, seed := range []string{"lke.tencentcloudapi.com", "http://[::1]:1", "https://a:b@c", "http://127.0.0.1:", "//", "a:1:2", "%41.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		endpoint, err := apiclient.ParseEndpoint(text)
		if err != nil {
			return
		}
		again, err := apiclient.ParseEndpoint(endpoint.String())
		if err != nil || again != endpoint {
			t.Errorf("%q is read as %s, and that as %s, %v", text, endpoint, again, err)
		}
	})
}
