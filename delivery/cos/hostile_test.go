package cos_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/deliverytest"
)

// TestHostileTextReachesNoKey puts hostile text everywhere in a parcel and looks at what the bucket was asked for.
func TestHostileTextReachesNoKey(t *testing.T) {
	server := start(t)
	c := channel(t, server)
	deliverytest.HostileParcels("cos", "", func(what string, p delivery.Parcel) {
		ref, err := c.Deliver(t.Context(), p)
		deliverytest.WantClean(t, what+": the reference", ref)
		if err != nil {
			deliverytest.WantClean(t, what+": the error", err.Error())
		}
	})
	if len(server.Requests()) == 0 {
		t.Fatal("nothing was put")
	}
	for _, r := range server.Requests() {
		wantSafeKey(t, r.Key)
		for name, values := range r.Header {
			deliverytest.WantClean(t, "the header "+name, strings.Join(values, ""))
		}
	}
}

func wantSafeKey(t *testing.T, key string) {
	t.Helper()
	for part := range strings.SplitSeq(key, "/") {
		if !delivery.SafeName(part) {
			t.Errorf("the key %q has an unsafe part", key)
		}
	}
}

func TestHostilePrefixes(t *testing.T) {
	for _, text := range deliverytest.Hostile() {
		o := options(start(t))
		o.Prefix = "reports/" + text
		if _, err := cos.New(o); err == nil || !strings.Contains(err.Error(), "unsafe part") {
			t.Errorf("%q: got %v", text, err)
		} else {
			deliverytest.WantClean(t, "the error", err.Error())
		}
	}
}

// TestHostileAnswers has the bucket say what should not be repeated.
func TestHostileAnswers(t *testing.T) {
	texts := append(deliverytest.Hostile(), strings.Repeat("\u202e长 ", 20_000), strings.Repeat(token, 4_000),
		token[:5]+"\u202e"+token[5:], secretKey[:5]+"\u2066\u2069"+secretKey[5:])
	server := start(t)
	c := channel(t, server)
	for _, text := range texts {
		for place, fault := range map[string]costest.Fault{
			"code":    {Status: 403, Code: text},
			"message": {Status: 503, Code: "SlowDown", Message: text},
		} {
			server.SetFaults(fault)
			_, err := c.Deliver(t.Context(), parcel())
			wantQuoted(t, place, err)
			_, err = c.Shelf().Read(t.Context(), ".tokenreport/a.json")
			wantQuoted(t, place+" of a record", err)
		}
	}
}

// wantQuoted wants a short and clean error without a secret, in its own words as in its cause's.
func wantQuoted(t *testing.T, place string, err error) {
	t.Helper()
	var e *delivery.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: got %v", place, err)
		return
	}
	for _, words := range []string{e.Error(), e.Code, e.RequestID} {
		deliverytest.WantClean(t, place, words)
		if len(words) > 1500 || strings.Contains(words, token) || strings.Contains(words, secretKey) {
			t.Errorf("%s: %d bytes, %.2000s", place, len(words), words)
		}
	}
}

// FuzzHostileNames puts any text where a key is made from: what is put has a safe key, and its link leads there.
func FuzzHostileNames(f *testing.F) {
	for _, text := range deliverytest.Hostile() {
		f.Add(text, "a.pdf")
		f.Add("daily", text)
	}
	f.Add("../..", "a?b#c.pdf")
	f.Add("a+b/%2e%2e", "用量 (1)!*'.pdf")
	bucket := costest.Start(costest.Options{SecretID: secretID, SecretKey: secretKey, Token: token, PlainHTTP: true})
	f.Cleanup(bucket.Close)
	c, err := cos.New(options(bucket))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, folder, name string) {
		p := delivery.Parcel{Folder: folder, Files: []delivery.File{{Name: name, Type: "text/csv", Content: []byte("x")}}}
		ref, err := c.Deliver(t.Context(), p)
		link, linkErr := c.Link(t.Context(), folder, name)
		if (err == nil) != (linkErr == nil) {
			t.Fatalf("delivered: %v; linked: %v", err, linkErr)
		}
		if err != nil {
			deliverytest.WantClean(t, "the error", err.Error())
			deliverytest.WantClean(t, "the link's error", linkErr.Error())
			return
		}
		wantSafeKey(t, ref)
		if u, err := url.Parse(link.URL); err != nil || u.Path != "/"+ref || u.Host != bucket.URL().Host {
			t.Errorf("%s was stored, and its link leads to %v, %v", ref, u, err)
		}
		if _, stored := bucket.Objects()[ref]; !stored {
			t.Errorf("%q was not stored", ref)
		}
	})
}
