package delivery_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
)

func ExamplePublicLink() {
	base, _ := url.Parse("https://reports.example.com/usage/")
	fmt.Println(delivery.PublicLink(base, "reports/daily/用量 2024.pdf").URL)
	// Output: https://reports.example.com/usage/reports/daily/%E7%94%A8%E9%87%8F%202024.pdf
}

func ExampleLink() {
	link := delivery.Link{URL: "https://b.example.com/a.pdf?q-signature=0a1b", Until: time.Unix(0, 0)}
	fmt.Println(link)
	// Output: https://b.example.com/a.pdf?[redacted]
}

func TestCheckPublicURL(t *testing.T) {
	for address, want := range map[string]string{
		"https://reports.example.com":        "",
		"https://reports.example.com:8443/a": "",
		"http://127.0.0.1:8080":              "",
		"http://[::1]/a/":                    "",
		"http://localhost":                   "",
		"http://reports.example.com":         "by https",
		"ftp://reports.example.com":          "by https",
		"https:reports.example.com":          "by https",
		"https:///a":                         "by https",
		"/a":                                 "by https",
		"":                                   "by https",
		"https://u:c4nary@example.com":       "leave out",
		"https://example.com/?c4nary":        "leave out",
		"https://example.com/?":              "leave out",
		"https://example.com/#c4nary":        "leave out",
		"http://u:c4nary@example.com?c4nary": "by https",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		err = delivery.CheckPublicURL(u)
		if want == "" && err == nil {
			continue
		}
		if err == nil || want == "" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "c4nary") {
			t.Errorf("%s: got %v, want %q", address, err, want)
		}
	}
	if err := delivery.CheckPublicURL(nil); err != nil {
		t.Errorf("no public URL: %v", err)
	}
}

func TestCheckLinked(t *testing.T) {
	for _, tt := range []struct {
		folder, name, want string
	}{
		{"daily/2024", "a.pdf", ""},
		{"", "a.pdf", ""},
		{"daily/..", "a.pdf", "unsafe part"},
		{"daily", "", "file name"},
		{"daily", "../a.pdf", "file name"},
	} {
		err := delivery.CheckLinked(tt.folder, tt.name)
		if tt.want == "" && err == nil {
			continue
		}
		if err == nil || tt.want == "" || !strings.Contains(err.Error(), tt.want) || delivery.FaultOf(err) != delivery.Permanent {
			t.Errorf("%q in %q: got %v, want %q", tt.name, tt.folder, err, tt.want)
		}
	}
}

// FuzzPublicLink has a web server read back the key that a link was made for.
func FuzzPublicLink(f *testing.F) {
	f.Add("reports/daily/token-usage-2024-11-19.pdf", "/usage")
	f.Add("a b/100%/%2f/+&=;,", "/a b/")
	f.Add("用量\u202e/../..//x\r\n", "")
	f.Fuzz(func(t *testing.T, key, folder string) {
		base := &url.URL{Scheme: "https", Host: "example.com", Path: "/" + strings.Trim(folder, "/")}
		link := delivery.PublicLink(base, key)
		for _, c := range []byte(link.URL) {
			if c <= ' ' || c > '~' || strings.IndexByte(`"<>?#`, c) >= 0 {
				t.Fatalf("%q is no plain URL", link.URL)
			}
		}
		r, err := http.NewRequest(http.MethodGet, link.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.TrimSuffix(base.Path, "/") + "/" + key
		if got := httptest.NewRequest(http.MethodGet, r.URL.RequestURI(), nil); got.URL.Path != want || r.URL.Host != "example.com" {
			t.Fatalf("%s leads to %q at %s, want %q", link.URL, got.URL.Path, r.URL.Host, want)
		}
	})
}
