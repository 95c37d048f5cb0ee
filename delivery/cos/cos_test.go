package cos_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/delivery/cos/costest"
	"tokenreport/delivery/deliverytest"
	"tokenreport/secret"
)

const (
	secretID  = "AKIDexample"
	secretKey = "c4nary-s3cret-key"
	token     = "c4nary-s3ssion-token"
)

func ExampleBucketURL() {
	u, err := cos.BucketURL("reports-1250000000", "ap-jakarta")
	fmt.Println(u, err)
	// Output: https://reports-1250000000.cos.ap-jakarta.myqcloud.com <nil>
}

func Example() {
	bucket := costest.Start(costest.Options{SecretID: "id", SecretKey: "key", Token: "token", Now: time.Now})
	defer bucket.Close()
	channel, err := cos.New(cos.Options{
		BucketURL: bucket.URL(), RootCAs: bucket.CertPool(), Prefix: "reports",
		SecretID: "id", SecretKey: secret.New("key"), Token: secret.New("token"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ref, err := channel.Deliver(context.Background(), delivery.Parcel{
		Folder: "daily/2024/11/19",
		Files:  []delivery.File{{Name: "token-usage-2024-11-19.csv", Type: "text/csv", Content: []byte("time,tokens\n")}},
	})
	fmt.Println(ref, err)
	// Output: reports/daily/2024/11/19/token-usage-2024-11-19.csv <nil>
}

func start(t *testing.T, change ...func(*costest.Options)) *costest.Server {
	t.Helper()
	o := costest.Options{SecretID: secretID, SecretKey: secretKey, Token: token, Now: time.Now}
	for _, f := range change {
		f(&o)
	}
	server := costest.Start(o)
	t.Cleanup(server.Close)
	return server
}

func channel(t *testing.T, server *costest.Server, change ...func(*cos.Options)) *cos.Channel {
	t.Helper()
	o := options(server)
	for _, f := range change {
		f(&o)
	}
	c, err := cos.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func options(server *costest.Server) cos.Options {
	return cos.Options{
		BucketURL: server.URL(), RootCAs: server.CertPool(), Prefix: "reports",
		SecretID: secretID, SecretKey: secret.New(secretKey), Token: secret.New(token),
	}
}

func parcel() delivery.Parcel { return deliverytest.Parcel("cos", "") }

func TestConformance(t *testing.T) {
	deliverytest.Run(t, func(t *testing.T) deliverytest.Harness {
		server := start(t)
		fault := func(f costest.Fault) func(*testing.T) { return func(*testing.T) { server.SetFaults(f) } }
		return deliverytest.Harness{
			Channel: channel(t, server),
			Accepted: func(*testing.T) (all []delivery.File) {
				for key, o := range server.Objects() {
					name := path.Base(key)
					if !strings.HasPrefix(key, "reports/") {
						name = "/" + key // outside of the prefix
					}
					all = append(all, delivery.File{Name: name, Content: o.Content})
				}
				return all
			},
			Break: map[deliverytest.Breakage]func(*testing.T){
				deliverytest.Hanging: fault(costest.Fault{Do: costest.Hang}),
				deliverytest.Failing: fault(costest.Fault{Status: 503, Code: "SlowDown", Message: "echo " + token}),
				deliverytest.Refusing: fault(costest.Fault{
					Status: 403, Code: "AccessDenied", Message: "echo " + token + " " + secretKey,
				}),
			},
			Mend:    func(*testing.T) { server.SetFaults() },
			Secrets: []string{secretKey, token},
		}
	})
}

func TestObjectsAsTheyShouldBe(t *testing.T) {
	server := start(t)
	p := parcel()
	p.Files[0].Name = "用量 2024(1)!~.pdf" // everything that the signature must encode
	ref, err := channel(t, server).Deliver(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if want := "reports/daily/2024/11/19/用量 2024(1)!~.pdf, reports/daily/2024/11/19/token-usage-2024-11-19.csv"; ref != want {
		t.Errorf("got the reference %s, want %s", ref, want)
	}
	objects := server.Objects()
	if len(objects) != 2 {
		t.Fatalf("%d objects are stored, want 2: inline images stay out", len(objects))
	}
	for i, key := range strings.Split(ref, ", ") {
		o, f := objects[key], p.Files[i]
		sum := md5.Sum(f.Content)
		if !bytes.Equal(o.Content, f.Content) || o.Header.Get("Content-Type") != f.Type ||
			o.Header.Get("Content-MD5") != base64.StdEncoding.EncodeToString(sum[:]) {
			t.Errorf("%s: %d bytes, %v", key, len(o.Content), o.Header)
		}
	}
	for _, r := range server.Requests() {
		if r.Header.Get("X-Cos-Security-Token") != token {
			t.Error("the session token is not sent")
		}
	}
}

func TestKeys(t *testing.T) {
	for _, tt := range []struct{ prefix, folder, want string }{
		{"reports", "daily/2024", "reports/daily/2024/token-usage-2024-11-19.csv"},
		{"", "daily", "daily/token-usage-2024-11-19.csv"},
		{"a/b", "", "a/b/token-usage-2024-11-19.csv"},
		{"", "", "token-usage-2024-11-19.csv"},
	} {
		server := start(t)
		p := parcel()
		p.Folder, p.Files = tt.folder, p.Files[1:2]
		ref, err := channel(t, server, func(o *cos.Options) { o.Prefix = tt.prefix }).Deliver(t.Context(), p)
		if err != nil || ref != tt.want || len(server.Objects()[tt.want].Content) == 0 {
			t.Errorf("%+v: got %s, %v", tt, ref, err)
		}
	}
}

func TestEmptyFile(t *testing.T) {
	server := start(t)
	p := parcel()
	p.Files = []delivery.File{{Name: "empty.csv", Type: "text/csv"}}
	ref, err := channel(t, server).Deliver(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if o, ok := server.Objects()[ref]; !ok || len(o.Content) != 0 {
		t.Errorf("%s is not there", ref)
	}
}

func TestPlainHTTPOnLoopback(t *testing.T) {
	server := start(t, func(o *costest.Options) { o.PlainHTTP = true })
	if _, err := channel(t, server).Deliver(t.Context(), parcel()); err != nil {
		t.Error(err)
	}
}

func TestPermanentKeySendsNoToken(t *testing.T) {
	server := start(t, func(o *costest.Options) { o.Token = "" })
	c := channel(t, server, func(o *cos.Options) { o.Token = secret.Text{} })
	if _, err := c.Deliver(t.Context(), parcel()); err != nil {
		t.Error(err)
	}
}

// TestFailures goes through what COS and the network do to a put.
func TestFailures(t *testing.T) {
	tests := []struct {
		name  string
		fault costest.Fault
		want  delivery.Fault
		code  string
		hint  string // part of the error
	}{
		{"denied", costest.Fault{Status: 403, Code: "AccessDenied", Message: "Access Denied."}, delivery.Permanent,
			"AccessDenied", "name/cos:PutObject on qcs::cos:*:uid/*:BUCKET-APPID/reports/daily/2024/11/19/token-usage-2024-11-19.pdf"},
		{"no bucket", costest.Fault{Status: 404, Code: "NoSuchBucket"}, delivery.Permanent, "NoSuchBucket", "APPID"},
		{"wrong key", costest.Fault{Status: 403, Code: "SignatureDoesNotMatch"}, delivery.Permanent, "SignatureDoesNotMatch", "clock"},
		{"unknown ID", costest.Fault{Status: 403, Code: "InvalidAccessKeyId"}, delivery.Permanent, "InvalidAccessKeyId", "TENCENTCLOUD_SECRETID"},
		{"clock", costest.Fault{Status: 403, Code: "RequestTimeTooSkewed"}, delivery.Permanent, "RequestTimeTooSkewed", "clock"},
		{"expired", costest.Fault{Status: 400, Code: "ExpiredToken"}, delivery.Temporary, "ExpiredToken", "at every invocation"},
		{"damaged", costest.Fault{Status: 400, Code: "BadDigest"}, delivery.Temporary, "BadDigest", ""},
		{"redirected", costest.Fault{Status: 301, Code: "PermanentRedirect"}, delivery.Permanent, "PermanentRedirect", "region"},
		{"overloaded", costest.Fault{Status: 503, Code: "SlowDown"}, delivery.Temporary, "SlowDown", ""},
		{"internal", costest.Fault{Status: 500, Code: "InternalError"}, delivery.Temporary, "InternalError", ""},
		{"too many", costest.Fault{Status: 429, Code: "TooManyRequests"}, delivery.Temporary, "TooManyRequests", ""},
		{"conflict", costest.Fault{Status: 409, Code: "PathConflict", Message: "please try again"}, delivery.Temporary, "PathConflict", ""},
		{"another conflict", costest.Fault{Status: 409, Code: "OperationAborted"}, delivery.Temporary, "OperationAborted", ""},
		{"too early", costest.Fault{Status: 425, Code: "TooEarly"}, delivery.Temporary, "TooEarly", ""},
		{"slow", costest.Fault{Status: 408, Code: "Slow"}, delivery.Temporary, "Slow", ""},
		{"not COS", costest.Fault{Status: 502}, delivery.Temporary, "", "HTTP 502 Bad Gateway"},
		{"reset", costest.Fault{Do: costest.Reset}, delivery.Temporary, "", "network"},
		{"lost answer", costest.Fault{Do: costest.Reset, Late: true}, delivery.Temporary, "", "network"},
		{"damaged at COS", costest.Fault{Do: costest.Damage, Late: true}, delivery.Temporary, "", "checksum (CRC-64)"},
		{"flood", costest.Fault{Do: costest.Flood, Status: 500}, delivery.Temporary, "", "HTTP 500"},
		{"truncated", costest.Fault{Do: costest.Truncate}, delivery.Temporary, "", "503"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := start(t)
			server.SetFaults(tt.fault)
			_, err := channel(t, server).Deliver(t.Context(), parcel())
			var e *delivery.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Fault != tt.want || e.Code != tt.code || !strings.Contains(err.Error(), tt.hint) {
				t.Errorf("got %v, %q: %v", e.Fault, e.Code, err)
			}
			if (tt.fault.Code != "" || tt.fault.Do == costest.Damage) && (e.RequestID == "" || !strings.Contains(err.Error(), e.RequestID)) {
				t.Errorf("the request ID is missing in %v", err)
			}
			if n := len(server.Requests()); n != 1 {
				t.Errorf("%d requests were made: only the caller retries", n)
			}
			server.SetFaults()
			if _, err := channel(t, server).Deliver(t.Context(), parcel()); err != nil {
				t.Errorf("the next try: %v", err)
			}
		})
	}
}

// TestRealRefusals meets the server's own checks rather than faults.
func TestRealRefusals(t *testing.T) {
	tests := []struct {
		name   string
		change func(*cos.Options)
		code   string
	}{
		{"unknown secret ID", func(o *cos.Options) { o.SecretID = "AKIDother" }, "InvalidAccessKeyId"},
		{"wrong secret key", func(o *cos.Options) { o.SecretKey = secret.New("other") }, "SignatureDoesNotMatch"},
		{"wrong token", func(o *cos.Options) { o.Token = secret.New("other") }, "AccessDenied"},
		{"no token", func(o *cos.Options) { o.Token = secret.Text{} }, "AccessDenied"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := start(t)
			_, err := channel(t, server, tt.change).Deliver(t.Context(), parcel())
			var e *delivery.Error
			if !errors.As(err, &e) || e.Code != tt.code || e.Fault != delivery.Permanent {
				t.Errorf("got %v", err)
			}
			if len(server.Objects()) != 0 {
				t.Error("an object was stored")
			}
		})
	}
}

func TestSkewedClock(t *testing.T) {
	server := start(t, func(o *costest.Options) {
		o.Now = func() time.Time { return time.Now().Add(24 * time.Hour) }
	})
	_, err := channel(t, server).Deliver(t.Context(), parcel())
	var e *delivery.Error
	if !errors.As(err, &e) || e.Code != "RequestTimeTooSkewed" || !strings.Contains(e.Hint, "clock") {
		t.Errorf("got %v", err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	server := start(t)
	c := channel(t, server, func(o *cos.Options) { o.RootCAs = nil })
	_, err := c.Deliver(t.Context(), parcel())
	if delivery.FaultOf(err) != delivery.Permanent || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v", err)
	}
	if len(server.Requests()) != 0 {
		t.Error("a request, and with it the token, reached an untrusted server")
	}
}

// TestSecondFileFails leaves the first one in place, and the next try completes the parcel.
func TestSecondFileFails(t *testing.T) {
	server := start(t)
	c := channel(t, server, func(o *cos.Options) { o.Prefix = "p" })
	p := parcel()
	p.Files = append(p.Files[:2], delivery.File{Name: "x.json", Type: "application/json", Content: []byte("{}")})
	if _, err := c.Deliver(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	server.SetFaults(costest.Fault{Status: 500, Code: "InternalError", Times: 1})
	if _, err := c.Deliver(t.Context(), p); delivery.FaultOf(err) != delivery.Temporary || err == nil {
		t.Fatalf("got %v", err)
	}
	if _, err := c.Deliver(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for key, o := range server.Objects() {
		if o.Versions != 2 {
			t.Errorf("%s has been put %d times, want 2", key, o.Versions)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	good := options(start(t))
	tests := []struct {
		name   string
		change func(*cos.Options)
		want   string
	}{
		{"no URL", func(o *cos.Options) { o.BucketURL = nil }, "no bucket URL"},
		{"clear text", func(o *cos.Options) { o.BucketURL = &url.URL{Scheme: "http", Host: "b-1.cos.ap-jakarta.myqcloud.com"} }, "in clear"},
		{"a path", func(o *cos.Options) { o.BucketURL = &url.URL{Scheme: "https", Host: "x.example.com", Path: "/p"} }, "just scheme, host and port"},
		{"no bucket", func(o *cos.Options) { o.BucketURL = &url.URL{Scheme: "https", Host: "x_y.cos.ap-jakarta.myqcloud.com"} }, "BUCKET-APPID"},
		{"prefix climbs", func(o *cos.Options) { o.Prefix = "a/../b" }, "unsafe part"},
		{"no ID", func(o *cos.Options) { o.SecretID = "" }, "credentials are missing"},
		{"no key", func(o *cos.Options) { o.SecretKey = secret.Text{} }, "credentials are missing"},
		{"link ID alone", func(o *cos.Options) { o.LinkID = linkID }, "storage.link_key"},
		{"link key alone", func(o *cos.Options) { o.LinkKey = secret.New(linkKey) }, "storage.link_key"},
		{"negative life", func(o *cos.Options) { o.LinkLife = -time.Hour }, "storage.link_life"},
		{"no life", func(o *cos.Options) { o.LinkLife = time.Millisecond }, "storage.link_life"},
		{"public in clear", func(o *cos.Options) { o.PublicURL = &url.URL{Scheme: "http", Host: "example.com"} }, "storage.public_url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good
			tt.change(&o)
			if _, err := cos.New(o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestBucketURLRefuses(t *testing.T) {
	for _, tt := range []struct{ bucket, region string }{{"", "ap-jakarta"}, {"plain", "ap-jakarta"}, {"b-1", ""}, {"b-1", "x/y"}, {"b_-1", "ap-jakarta"}} {
		if u, err := cos.BucketURL(tt.bucket, tt.region); err == nil {
			t.Errorf("%+v gives %v", tt, u)
		}
	}
}
