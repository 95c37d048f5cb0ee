package apiclient

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestMalformedProxyAddressIsNotShown(t *testing.T) {
	malformed := "http://user:canary@proxy:port"
	lookup := discreet(func(*http.Request) (*url.URL, error) { return url.Parse(malformed) })
	if _, err := lookup(nil); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("error %v", err)
	}
	lookup = discreet(func(*http.Request) (*url.URL, error) { return url.Parse("http://user:canary@proxy:3128") })
	if address, err := lookup(nil); err != nil || address.Host != "proxy:3128" {
		t.Errorf("%v, %v", address, err)
	}
}
