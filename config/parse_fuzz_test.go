package config

import (
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"ops@example.com", "运维 <ops@example.com>", `"Doe, Jane" <jane@example.com>`, "=?utf-8?q?a=0Db=FF?= <a@example.com>",
		"ops@[192.0.2.1]", `"a b"@example.com`, "x: ops@example.com;", "a@b (comment)", "用量@例子.公司", "@", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, err := parseAddress(text)
		if err != nil {
			return
		}
		_, bad := forbidden(address.Name + address.Address)
		if bad || !utf8.ValidString(address.Name) || strings.ContainsAny(address.Address, "\"<>, ;") {
			t.Errorf("unsafe address %q from %q", address, text)
		}
		again, err := mail.ParseAddress(address.String())
		if err != nil || again.Address != address.Address {
			t.Errorf("%q is written as %q, which reads as %v, %v", text, address, again, err)
		}
	})
}

func FuzzParseStorage(f *testing.F) {
	for _, seed := range []string{
		"cos://reports-1250000000/a/b?region=ap-jakarta",
		"cos://reports-1250000000/%2e%2e?region=ap-jakarta&endpoint=http://127.0.0.1:9000",
		"file:///srv/reports", "file:///a/../b", "file://host/a", "cos:x", "://", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		storage, err := parseStorage(text)
		if err != nil {
			return
		}
		if (storage.COS == nil) == (storage.Folder == "") {
			t.Fatalf("not one place: %+v", storage)
		}
		path := storage.Folder
		if storage.COS != nil {
			path = "/" + storage.COS.Prefix
			if u := storage.COS.BucketURL; u.Scheme != "https" && !isLoopback(u.Hostname()) || u.User != nil || u.Path != "" {
				t.Errorf("unsafe base %s", u)
			}
		}
		if strings.Contains(path+"/", "/../") || strings.Contains(path, "//") || path != "/" && strings.HasSuffix(path, "/") {
			t.Errorf("path %q is not clean", path)
		}
	})
}
