package config

import (
	"math/big"
	"net/mail"
	"strings"
	"testing"
	"time"
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

func FuzzParseQuantities(f *testing.F) {
	for _, seed := range []string{
		"1%", "0.5 %", "100.01%", "1", "10MB", "20 KB", "999999999MB", "10MiB", "168h", "7d", "65536d", "1h30m", "-1h", "９MB", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		threshold, notThreshold := parseBasisPoints(text)
		if notThreshold == nil && (threshold < 0 || threshold > 10000 || !strings.HasSuffix(text, "%")) {
			t.Errorf("%q is read as %d hundredths of a percent", text, threshold)
		}
		size, notSize := parseMailSize(text)
		if notSize == nil && (size < 20_000 || size > 100_000_000 || size%1000 != 0 || !strings.HasSuffix(text, "B")) {
			t.Errorf("%q is read as %d bytes", text, size)
		}
		life, notLife := parseLinkLife(text)
		if notLife == nil && (life < time.Minute || life > 7*24*time.Hour || strings.HasSuffix(text, "d") && life%(24*time.Hour) != 0) {
			t.Errorf("%q is read as %v", text, life)
		}
		if notThreshold == nil && notSize == nil || notSize == nil && notLife == nil || notThreshold == nil && notLife == nil {
			t.Errorf("%q is read as two things", text)
		}
	})
}

func FuzzParseAllowed(f *testing.F) {
	for _, seed := range []string{
		"example.com", "Ops@Example.com", "*.example.com", "@example.com", "ops@", "<ops@example.com>", "例子.公司", "a@b@c", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry, err := parseAllowed(text)
		if err != nil {
			return
		}
		if entry != strings.ToLower(text) || strings.ContainsAny(entry, "*<> ,;\"\r\n") || !isASCII(entry) {
			t.Errorf("%q is read as %q", text, entry)
		}
		address := entry
		if !strings.Contains(entry, "@") {
			address = "Ops@" + strings.ToUpper(entry)
		}
		if _, err := parseAddress(address); err == nil && !allows([]string{entry}, address) {
			t.Errorf("%q does not let %s through", entry, address)
		}
		if allows([]string{entry}, "ops@sub."+entry) || allows([]string{entry}, "x"+address) && strings.Contains(entry, "@") {
			t.Errorf("%q lets others through", entry)
		}
	})
}

func FuzzParsePublicURL(f *testing.F) {
	for _, seed := range []string{
		"https://reports.example.com/usage/", "http://127.0.0.1:8080//a/./b", "https://h/%2e%2e/a%2Fb%00", "https://[::1]/50%25",
		"https://u:p@h/?q#f", "//h", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parsePublicURL(text)
		if err != nil {
			return
		}
		if u.Scheme != "https" && !isLoopback(u.Hostname()) || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("unsafe base %s", u)
		}
		if strings.HasSuffix(u.Path, "/") || strings.Contains(u.Path, "//") || strings.Contains(u.Path+"/", "/../") {
			t.Errorf("path %q is not clean", u.Path)
		}
		again, err := parsePublicURL(u.String())
		if err != nil || *again != *u {
			t.Errorf("%q is written as %q, which reads as %v, %v", text, u, again, err)
		}
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, seed := range []string{"0.80", "0", "007.5", "999999999999.999999", "1e3", "-1", ".5", "1_000", "0x10", "１", "1.0000000", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		price, err := parseDecimal(text)
		exact, isNumber := new(big.Rat).SetString(text)
		if err == nil && (string(price) != text || !isNumber || exact.Sign() < 0 || len(text) > 12+1+6) {
			t.Errorf("%q is read as %q", text, price)
		}
		sum, notSum := parseSum(text)
		if wanted := err == nil && exact.Sign() > 0; (notSum == nil) != wanted || wanted && sum != price {
			t.Errorf("%q is read as the sum %q, %v", text, sum, notSum)
		}
	})
}

func FuzzParseColour(f *testing.F) {
	for _, seed := range []string{"#0072B2", "#0072b2", "#F0E442", "#FFF", "#K0072B", "0072B2", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		colour, err := parseColour(text)
		if err != nil {
			return
		}
		if len(text) != len("#RRGGBB") || !strings.EqualFold(colour, text) || colour != strings.ToUpper(colour) {
			t.Errorf("%q is read as %q", text, colour)
		}
		again, err := parseColour(colour)
		if err != nil || again != colour {
			t.Errorf("%q is not read again: %q, %v", colour, again, err)
		}
	})
}
