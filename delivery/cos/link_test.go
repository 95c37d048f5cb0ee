package cos_test

import (
	"context"
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/deliverytest"
	"tokenreport/secret"
)

const (
	linkID  = "AKIDlinks"
	linkKey = "c4nary-l1nk-key"
)

// noon is when links are made in these tests, and a fraction of a second.
var noon = time.Date(2024, 11, 20, 12, 0, 0, 700_000_000, time.FixedZone("UTC+8", 8*60*60))

func ExampleChannel_Link() {
	bucket, _ := cos.BucketURL("reports-1250000000", "ap-jakarta")
	channel, err := cos.New(cos.Options{
		BucketURL: bucket, Prefix: "reports", SecretID: "id", SecretKey: secret.New("key"),
		LinkLife: 48 * time.Hour, Now: func() time.Time { return noon },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	link, err := channel.Link(context.Background(), "daily/2024/11/19", "token-usage-2024-11-19.pdf")
	fmt.Println(link, link.Until.Format(time.RFC3339), err)
	// Output: https://reports-1250000000.cos.ap-jakarta.myqcloud.com/reports/daily/2024/11/19/token-usage-2024-11-19.pdf?[redacted] 2024-11-22T04:00:00Z <nil>
}

// signers are the ways in which a channel can sign links.
var signers = []struct {
	name   string
	server func(*costest.Options)
	change func(*cos.Options)
	want   time.Duration // how long a link lives that is asked for a week
}{
	{"role", func(*costest.Options) {}, func(*cos.Options) {}, 6 * time.Hour},
	{"permanent key", func(o *costest.Options) { o.Token = "" }, func(o *cos.Options) { o.Token = secret.Text{} }, 168 * time.Hour},
	{"link key", withLinkPair, withLinkKey, 168 * time.Hour},
}

func withLinkPair(o *costest.Options) { o.LinkID, o.LinkKey = linkID, linkKey }

func withLinkKey(o *cos.Options) { o.LinkID, o.LinkKey = linkID, secret.New(linkKey) }

// browser is a client that knows nothing but the bucket's certificate.
func browser(server *costest.Server) *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: server.CertPool()}}}
}

func TestLinksConform(t *testing.T) {
	for _, s := range signers {
		t.Run(s.name, func(t *testing.T) {
			deliverytest.RunLinks(t, func(t *testing.T) deliverytest.LinkHarness {
				server := start(t, s.server)
				return deliverytest.LinkHarness{
					Store: channel(t, server, s.change), Browser: browser(server), Secrets: []string{secretKey, token, linkKey},
				}
			})
		})
	}
}

// clocked is a bucket whose clock the test sets.
type clocked struct {
	server *costest.Server
	now    atomic.Pointer[time.Time]
}

func (c *clocked) set(now time.Time) { c.now.Store(&now) }

func startClocked(t *testing.T, change func(*costest.Options)) *clocked {
	t.Helper()
	c := &clocked{}
	c.set(time.Now()) // the SDK signs what is put by the machine's clock
	c.server = start(t, change, func(o *costest.Options) { o.Now = func() time.Time { return *c.now.Load() } })
	return c
}

// linked stores a file and makes a link to it, by a channel whose link clock stands at noon.
func (c *clocked) linked(t *testing.T, change ...func(*cos.Options)) delivery.Link {
	t.Helper()
	store := channel(t, c.server, append(change, func(o *cos.Options) { o.Now = func() time.Time { return noon } })...)
	p := parcel()
	if _, err := store.Deliver(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	link, err := store.Link(t.Context(), p.Folder, p.Files[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

// open asks for an address as a browser does. It returns the status and COS's code, or the content.
func (c *clocked) open(t *testing.T, method, address string) (status int, code, content string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := browser(c.server).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var refusal struct{ Code string }
	if answer.StatusCode != http.StatusOK {
		_ = xml.Unmarshal(body, &refusal) // no XML, no code
	}
	return answer.StatusCode, refusal.Code, string(body)
}

// TestLinkLife has the bucket's clock decide how long a link works, and compares that with what the link says.
func TestLinkLife(t *testing.T) {
	for _, s := range signers {
		for asked, want := range map[time.Duration]time.Duration{
			0: s.want, 168 * time.Hour: s.want, time.Hour: time.Hour, 90500 * time.Millisecond: 91 * time.Second, time.Second: time.Second,
		} {
			t.Run(fmt.Sprint(s.name, " ", asked), func(t *testing.T) {
				bucket := startClocked(t, s.server)
				link := bucket.linked(t, s.change, func(o *cos.Options) { o.LinkLife = asked })
				if until := noon.Truncate(time.Second).Add(want); !link.Until.Equal(until) {
					t.Errorf("it ends at %v, want %v", link.Until, until)
				}
				for at, want := range map[time.Time]int{
					noon:                            http.StatusOK,
					link.Until.Add(-1):              http.StatusOK,
					link.Until:                      http.StatusForbidden,
					link.Until.Add(time.Second):     http.StatusForbidden,
					noon.Add(-time.Hour):            http.StatusForbidden,
					link.Until.Add(100 * time.Hour): http.StatusForbidden,
				} {
					bucket.set(at)
					if status, code, _ := bucket.open(t, http.MethodGet, link.URL); status != want {
						t.Errorf("at %v: %d %s, want %d", at, status, code, want)
					}
				}
			})
		}
	}
}

// TestTamperedLinks shows that a link opens what it was made for and nothing else.
func TestTamperedLinks(t *testing.T) {
	query := func(change func(q url.Values)) func(*url.URL) {
		return func(u *url.URL) {
			q := u.Query()
			change(q)
			u.RawQuery = q.Encode()
		}
	}
	set := func(name, value string) func(*url.URL) { return query(func(q url.Values) { q.Set(name, value) }) }
	tests := []struct {
		name   string
		method string
		alter  func(u *url.URL)
		code   string // "" for a link that still works; a HEAD's answer has no code
	}{
		{"as it is", http.MethodGet, func(*url.URL) {}, ""},
		{"other order", http.MethodGet, query(func(url.Values) {}), ""},
		{"HEAD", http.MethodHead, func(*url.URL) {}, "?"},
		{"PUT", http.MethodPut, func(*url.URL) {}, "SignatureDoesNotMatch"},
		{"DELETE", http.MethodDelete, func(*url.URL) {}, "SignatureDoesNotMatch"},
		{"other file", http.MethodGet, func(u *url.URL) { u.Path = strings.Replace(u.Path, ".pdf", ".csv", 1) }, "SignatureDoesNotMatch"},
		{"other folder", http.MethodGet, func(u *url.URL) { u.Path = strings.Replace(u.Path, "/19/", "/18/", 1) }, "SignatureDoesNotMatch"},
		{"records", http.MethodGet, func(u *url.URL) { u.Path = "/reports/.tokenreport/x" }, "SignatureDoesNotMatch"},
		{"other case", http.MethodGet, func(u *url.URL) { u.Path = strings.ToUpper(u.Path) }, "SignatureDoesNotMatch"},
		{"no signature", http.MethodGet, func(u *url.URL) { u.RawQuery = "" }, "AccessDenied"},
		{"later end", http.MethodGet, set("q-key-time", "1732075200;1999999999"), "SignatureDoesNotMatch"},
		{"no end", http.MethodGet, set("q-sign-time", "1732075200"), "AccessDenied"},
		{"other ID", http.MethodGet, set("q-ak", "AKIDother"), "InvalidAccessKeyId"},
		{"other signature", http.MethodGet, set("q-signature", strings.Repeat("0", 40)), "SignatureDoesNotMatch"},
		{"other algorithm", http.MethodGet, set("q-sign-algorithm", "none"), "InvalidArgument"},
		{"other headers", http.MethodGet, set("q-header-list", ""), "SignatureDoesNotMatch"},
		{"other parameters", http.MethodGet, set("q-url-param-list", "versioning"), "SignatureDoesNotMatch"},
		{"other token", http.MethodGet, set("x-cos-security-token", "other"), "token"},
		{"no token", http.MethodGet, query(func(q url.Values) { q.Del("x-cos-security-token") }), "no token"},
	}
	for _, s := range signers {
		bucket := startClocked(t, s.server)
		link := bucket.linked(t, s.change)
		bucket.set(noon)
		for _, tt := range tests {
			t.Run(s.name+" "+tt.name, func(t *testing.T) {
				u, err := url.Parse(link.URL)
				if err != nil {
					t.Fatal(err)
				}
				tt.alter(u)
				status, code, content := bucket.open(t, tt.method, u.String())
				switch want := wanted(tt.code, s.name == "role"); {
				case want == "" && (status != http.StatusOK || content != string(parcel().Files[0].Content)):
					t.Errorf("got %d %s", status, code)
				case want == "?" && status != http.StatusForbidden:
					t.Errorf("got %d", status)
				case want != "" && want != "?" && code != want:
					t.Errorf("got %d %s, want %s", status, code, want)
				}
			})
		}
		if n := len(bucket.server.Objects()); n != 2 {
			t.Errorf("%s: %d objects are left of 2", s.name, n)
		}
	}
}

// TestUnsignedEnd prolongs the one time of the two that the signature does not cover, in vain.
func TestUnsignedEnd(t *testing.T) {
	bucket := startClocked(t, withLinkPair)
	link := bucket.linked(t, withLinkKey)
	u, err := url.Parse(link.URL)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("q-sign-time", "1732075200;1999999999")
	u.RawQuery = q.Encode()
	bucket.set(link.Until)
	if status, code, _ := bucket.open(t, http.MethodGet, u.String()); status != http.StatusForbidden || code != "AccessDenied" {
		t.Errorf("got %d %s", status, code)
	}
}

// wanted resolves what depends on whether a token was signed along.
func wanted(code string, byToken bool) string {
	switch {
	case code == "token" && byToken, code == "no token" && byToken:
		return "SignatureDoesNotMatch"
	case code == "token":
		return "AccessDenied"
	case code == "no token":
		return ""
	default:
		return code
	}
}

// TestWhatALinkTells looks at what is in the URL, and what is signed.
func TestWhatALinkTells(t *testing.T) {
	for _, s := range signers {
		bucket := startClocked(t, s.server)
		link := bucket.linked(t, s.change)
		u, err := url.Parse(link.URL)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		wantToken, wantParameters := "", ""
		if s.name == "role" {
			wantToken, wantParameters = token, "x-cos-security-token"
		}
		if q.Get("q-header-list") != "host" || q.Get("q-url-param-list") != wantParameters || q.Get("x-cos-security-token") != wantToken {
			t.Errorf("%s: the query is %v", s.name, q)
		}
		if wantID := map[bool]string{true: linkID, false: secretID}[s.name == "link key"]; q.Get("q-ak") != wantID {
			t.Errorf("%s: signed by %s, want %s", s.name, q.Get("q-ak"), wantID)
		}
		for _, key := range []string{secretKey, linkKey} {
			if strings.Contains(link.URL, key) {
				t.Errorf("%s: the key %s is in the link", s.name, key)
			}
		}
	}
}

func TestPublicLinks(t *testing.T) {
	site := &url.URL{Scheme: "https", Host: "reports.example.com", Path: "/usage/"}
	for prefix, want := range map[string]string{
		"a/b": "https://reports.example.com/usage/a/b/daily/%E7%94%A8%E9%87%8F%20%282%29.pdf",
		"":    "https://reports.example.com/usage/daily/%E7%94%A8%E9%87%8F%20%282%29.pdf",
	} {
		c := channel(t, start(t), withLinkKey, func(o *cos.Options) { o.PublicURL, o.Prefix = site, prefix })
		link, err := c.Link(t.Context(), "daily", "用量 (2).pdf")
		if err != nil || link.URL != want || !link.Until.IsZero() {
			t.Errorf("got %q until %v, %v; want %q for ever", link.URL, link.Until, err, want)
		}
	}
	c := channel(t, start(t), func(o *cos.Options) { o.PublicURL = site })
	if link, err := c.Link(t.Context(), "daily/..", "a.pdf"); delivery.FaultOf(err) != delivery.Permanent {
		t.Errorf("got %v, %v", link, err)
	}
}

// TestLinkByTheMachinesClock signs without a clock of its own, as every request is.
func TestLinkByTheMachinesClock(t *testing.T) {
	before := time.Now()
	link, err := channel(t, start(t)).Link(t.Context(), "daily", "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if left := link.Until.Sub(before); left < 6*time.Hour-time.Second || left > 7*time.Hour {
		t.Errorf("it ends in %v", left)
	}
}
