package lketest

import (
	"encoding/hex"
	"net/http/httptest"
	"strings"
	"testing"
)

// The official documentation's vectors, current and older, and one for LKE; recomputed independently.
func TestSignatureVectors(t *testing.T) {
	const describeInstances = `{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`
	asterisks := strings.Repeat("*", 32)
	tests := []struct {
		name                                      string
		secretKey, timestamp, date, service, host string
		contentType, action                       string
		signedHeaders, body                       string
		canonicalHash, signature                  string
	}{
		{
			name:      "official, with x-tc-action",
			secretKey: asterisks, timestamp: "1551113065", date: "2019-02-25", service: "cvm",
			host: "cvm.tencentcloudapi.com", contentType: "application/json; charset=utf-8", action: "DescribeInstances",
			signedHeaders: "content-type;host;x-tc-action", body: describeInstances,
			canonicalHash: "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
			signature:     "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
		},
		{
			name:      "official, older",
			secretKey: "Gu5t9xGARNpq86cd98joQYCN3*******", timestamp: "1551113065", date: "2019-02-25", service: "cvm",
			host: "cvm.tencentcloudapi.com", contentType: "application/json; charset=utf-8",
			signedHeaders: "content-type;host", body: describeInstances,
			canonicalHash: "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
			signature:     "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
		},
		{
			name:      "example key",
			secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", timestamp: "1551113065", date: "2019-02-25", service: "cvm",
			host: "cvm.tencentcloudapi.com", contentType: "application/json; charset=utf-8",
			signedHeaders: "content-type;host", body: describeInstances,
			canonicalHash: "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
			signature:     "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
		},
		{
			name:      "LKE",
			secretKey: asterisks, timestamp: "1726156800", date: "2024-09-12", service: "lke",
			host: "lke.intl.tencentcloudapi.com", contentType: "application/json",
			signedHeaders: "content-type;host", body: `{"StartTime":"1726070400","EndTime":"1726156799"}`,
			signature: "a7b8664c7b9f6c962590ccfa948df642a7e75ae41605cb62fb6ba3b8cff2562a",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := httptest.NewRequest("POST", "https://"+test.host+"/", nil)
			request.Header.Set("Content-Type", test.contentType)
			request.Header.Set("X-TC-Action", test.action)
			canonical := canonicalRequest(request, strings.Split(test.signedHeaders, ";"), []byte(test.body))
			if got := hash([]byte(canonical)); test.canonicalHash != "" && got != test.canonicalHash {
				t.Errorf("hash of the canonical request %s, want %s:\n%s", got, test.canonicalHash, canonical)
			}
			if got := sign(test.secretKey, test.timestamp, test.date, test.service, canonical); got != test.signature {
				t.Errorf("signature %s, want %s", got, test.signature)
			}
		})
	}
}

func TestSigningKeyVector(t *testing.T) {
	key := strings.Repeat("*", 32)
	steps := []struct {
		name string
		got  []byte
		want string
	}{
		{"date", mac([]byte("TC3"+key), "2019-02-25"), "da98fb70dcf6b112dc21038d1eeeb3a95c74b4dcb12c1131f864f6066bd02be0"},
		{"service", mac(mac([]byte("TC3"+key), "2019-02-25"), "cvm"), "8d70cbefb03939f929db64d32dc2ba89b1095620119fe3e050e2b18c5bd2752f"},
		{"signing", signingKey(key, "2019-02-25", "cvm"), "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af"},
	}
	for _, step := range steps {
		if got := hex.EncodeToString(step.got); got != step.want {
			t.Errorf("%s key %s, want %s", step.name, got, step.want)
		}
	}
}

func TestParseAuthorization(t *testing.T) {
	const good = "TC3-HMAC-SHA256 Credential=AKID/2024-09-12/lke/tc3_request, SignedHeaders=content-type;host, Signature=ab12"
	got := parseAuthorization(good)
	if got.secretID != "AKID" || got.date != "2024-09-12" || got.service != "lke" || len(got.signedHeaders) != 2 || got.signature != "ab12" {
		t.Errorf("parsed as %+v", got)
	}
	for _, bad := range []string{
		"", "SKIP", "Bearer x", "TC3-HMAC-SHA256 ",
		strings.Replace(good, "TC3-HMAC-SHA256", "TC3-HMAC-SHA1", 1),
		strings.Replace(good, "tc3_request", "aws4_request", 1),
		strings.Replace(good, "AKID/", "", 1),
		strings.Replace(good, ", Signature=ab12", "", 1),
		strings.Replace(good, "content-type;host", "", 1),
	} {
		if got := parseAuthorization(bad); got.secretID != "" {
			t.Errorf("%q passes as %+v", bad, got)
		}
	}
}
