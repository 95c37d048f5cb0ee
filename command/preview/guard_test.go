package preview_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
)

// A name that somebody else made to lead to this machine opens nothing, nor does another's page.
func TestOnlyItsOwnReadersAreAnswered(t *testing.T) {
	at := serve(t, newFigures(), nil)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(at, "http://"))
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	method := func(name string) func(*http.Request) { return func(r *http.Request) { r.Method = name } }
	fetch := func(site, destination string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", site)
			r.Header.Set("Sec-Fetch-Dest", destination)
		}
	}
	for _, test := range []struct {
		name   string
		edit   func(*http.Request)
		status int
	}{
		{"its address", nil, 200},
		{"localhost", host("LocalHost:" + port), 200},
		{"a forwarded port", host("localhost:9999"), 200},
		{"IPv6", host("[::1]:" + port), 200},
		{"without a port", host("127.0.0.1"), 200},
		{"another's name", host("preview.example.com"), 421},
		{"another's name with the port", host("evil.example:" + port), 421},
		{"a name like its own", host("localhost.example:" + port), 421},
		{"an address that is not its own", host("192.0.2.1:" + port), 421},
		{"POST", method(http.MethodPost), 405},
		{"HEAD", method(http.MethodHead), 405},
		{"DELETE", method(http.MethodDelete), 405},
		{"a frame in another's page", fetch("cross-site", "iframe"), 403},
		{"a script of another's page", fetch("cross-site", "empty"), 403},
		{"a frame in a page of another port", fetch("same-site", "iframe"), 403},
		{"a script of a page of another port", fetch("same-site", "empty"), 403},
		{"the address bar", fetch("none", "document"), 200},
		{"its own frame", fetch("same-origin", "iframe"), 200},
	} {
		for _, path := range []string{"/", "/view/mail", "/facts", "/preview.js"} {
			if got := ask(t, at+path, test.edit); got.status != test.status {
				t.Errorf("%s, %s: got %d, want %d", test.name, path, got.status, test.status)
			}
		}
	}
}

// A link of another's page leads to the first page, and to nothing that calls the API.
func TestLinksOfOthersLeadToTheFirstPage(t *testing.T) {
	at := serve(t, newFigures(), nil)
	for _, site := range []string{"cross-site", "same-site"} {
		for path, status := range map[string]int{"/": 200, "/view/mail": 403, "/facts": 403, "/file/pdf": 403, "/events": 403} {
			got := ask(t, at+path, func(r *http.Request) {
				r.Header.Set("Sec-Fetch-Site", site)
				r.Header.Set("Sec-Fetch-Dest", "document")
			})
			if got.status != status {
				t.Errorf("%s, %s: got %d, want %d", site, path, got.status, status)
			}
		}
	}
}
