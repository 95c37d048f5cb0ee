package costest_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery/cos/costest"
)

func start(t *testing.T) (*costest.Server, *sdk.Client) {
	t.Helper()
	s := costest.Start(costest.Options{SecretID: "id", SecretKey: "key", Token: "token", Now: time.Now})
	t.Cleanup(s.Close)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig.RootCAs = s.CertPool()
	c := sdk.NewClient(&sdk.BaseURL{BucketURL: s.URL()}, &http.Client{Transport: &sdk.AuthorizationTransport{
		SecretID: "id", SecretKey: "key", SessionToken: "token", Transport: transport,
	}})
	c.Conf.RetryOpt.Count = 1
	return s, c
}

func put(t *testing.T, c *sdk.Client, key, content string, header http.Header) error {
	t.Helper()
	_, err := c.Object.Put(t.Context(), key, bytes.NewReader([]byte(content)), &sdk.ObjectPutOptions{
		ObjectPutHeaderOptions: &sdk.ObjectPutHeaderOptions{
			ContentType: "text/plain", ContentMD5: header.Get("Content-Md5"), XOptionHeader: &header,
		},
	})
	return err
}

// code is COS's code in err; empty without one.
func code(err error) string {
	var refusal *sdk.ErrorResponse
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

func TestLifeOfAnObject(t *testing.T) {
	s, c := start(t)
	if err := put(t, c, "a/用量.txt", "hello", http.Header{}); err != nil {
		t.Fatal(err)
	}
	head, err := c.Object.Head(t.Context(), "a/用量.txt", nil)
	if err != nil || head.Header.Get("X-Cos-Hash-Crc64ecma") == "" || head.ContentLength != 5 {
		t.Errorf("HEAD: %v, %v", head, err)
	}
	got, err := c.Object.Get(t.Context(), "a/用量.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if content, err := io.ReadAll(got.Body); string(content) != "hello" || err != nil || got.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("GET: %q, %v, %v", content, err, got.Header)
	}
	if _, err := c.Object.Delete(t.Context(), "a/用量.txt"); err != nil {
		t.Error(err)
	}
	if _, err := c.Object.Get(t.Context(), "a/用量.txt", nil); code(err) != "NoSuchKey" {
		t.Errorf("GET after DELETE: %v", err)
	}
	if len(s.Objects()) != 0 || len(s.Requests()) != 5 {
		t.Errorf("%d objects, %d requests", len(s.Objects()), len(s.Requests()))
	}
}

func TestForbidOverwrite(t *testing.T) {
	s, c := start(t)
	once := http.Header{"X-Cos-Forbid-Overwrite": {"true"}}
	if err := put(t, c, "a", "1", once); err != nil {
		t.Fatal(err)
	}
	if err := put(t, c, "a", "2", once); code(err) != "FileAlreadyExists" {
		t.Errorf("the second put: %v", err)
	}
	if got := string(s.Objects()["a"].Content); got != "1" {
		t.Errorf("the refused put left %q", got)
	}
	s.EnableVersioning()
	if err := put(t, c, "a", "3", once); err != nil {
		t.Errorf("in a versioned bucket the header has no effect: %v", err)
	}
	if o := s.Objects()["a"]; o.Versions != 2 {
		t.Errorf("%d versions", o.Versions)
	}
	s.SuspendVersioning()
	if err := put(t, c, "a", "4", once); err != nil {
		t.Errorf("suspending does not bring the header back: %v", err)
	}
}

func TestDigest(t *testing.T) {
	s, c := start(t)
	for digest, want := range map[string]string{
		"AAAAAAAAAAAAAAAAAAAAAA==": "BadDigest",
		"short":                    "InvalidDigest",
	} {
		if err := put(t, c, "a", "1", http.Header{"Content-Md5": {digest}}); code(err) != want {
			t.Errorf("%s: %v, want %s", digest, err, want)
		}
	}
	if len(s.Objects()) != 0 {
		t.Error("a damaged object was stored")
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		fault  costest.Fault
		stored bool
	}{
		{"refusal", costest.Fault{Status: 503, Code: "SlowDown", Times: 2}, false},
		{"reset", costest.Fault{Do: costest.Reset, Times: 2}, false},
		{"reset after storing", costest.Fault{Do: costest.Reset, Late: true, Times: 2}, true},
		{"truncated", costest.Fault{Do: costest.Truncate, Times: 2}, false},
		{"broken off", costest.Fault{Do: costest.BreakOff, Late: true, Times: 2}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, c := start(t)
			s.SetFaults(tt.fault)
			for range 2 {
				if err := put(t, c, "a", "1", http.Header{}); err == nil {
					t.Error("the fault did not show")
				}
			}
			if _, ok := s.Objects()["a"]; ok != tt.stored {
				t.Errorf("stored: %v", ok)
			}
			if err := put(t, c, "a", "1", http.Header{}); err != nil {
				t.Errorf("after the fault: %v", err)
			}
		})
	}
}

func TestHangEndsWithTheClient(t *testing.T) {
	s, c := start(t)
	s.SetFaults(costest.Fault{Do: costest.Hang})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := c.Object.Head(ctx, "a", nil); err == nil || ctx.Err() == nil {
		t.Errorf("got %v before the deadline", err)
	}
}

func TestFaultOfOneMethod(t *testing.T) {
	s, c := start(t)
	s.SetFaults(costest.Fault{Status: 403, Code: "AccessDenied", Method: http.MethodDelete, Times: 1}, costest.Fault{Status: 503, Code: "SlowDown", Method: http.MethodGet})
	if err := put(t, c, "a", "1", http.Header{}); err != nil {
		t.Errorf("the fault of another method: %v", err)
	}
	for _, want := range []string{"AccessDenied", ""} {
		if _, err := c.Object.Delete(t.Context(), "a"); code(err) != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := c.Object.Get(t.Context(), "a", nil); code(err) != "SlowDown" {
		t.Errorf("GET: %v", err)
	}
}

// get reads an object with the checksum that the server names.
func get(t *testing.T, c *sdk.Client, key string) (content, checksum string, err error) {
	t.Helper()
	answer, err := c.Object.Get(t.Context(), key, nil)
	if err != nil {
		return "", "", err
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	return string(read), answer.Header.Get("X-Cos-Hash-Crc64ecma"), err
}

// What a reader gets that is not the object differs from it in length, or in content and checksum.
func TestFaultsOfReading(t *testing.T) {
	s, c := start(t)
	if err := put(t, c, "a", "whole", http.Header{}); err != nil {
		t.Fatal(err)
	}
	_, whole, err := get(t, c, "a")
	if err != nil {
		t.Fatal(err)
	}
	s.SetFaults(costest.Fault{Do: costest.BreakOff, Times: 1}, costest.Fault{Do: costest.Damage, Times: 1})
	if content, _, err := get(t, c, "a"); content != "wh" || err == nil {
		t.Errorf("broken off: %q, %v", content, err)
	}
	if content, checksum, err := get(t, c, "a"); content == "whole" || checksum == whole || err != nil {
		t.Errorf("damaged: %q, %v", content, err)
	}
	if content, _, err := get(t, c, "a"); content != "whole" || err != nil {
		t.Errorf("after the faults: %q, %v", content, err)
	}
}

func TestScript(t *testing.T) {
	s, c := start(t)
	var met []string
	s.Inject(func(r costest.Request) (costest.Fault, bool) {
		fault := costest.Fault{Status: 503, Code: "SlowDown", Notify: func() { met = append(met, r.Method+" "+r.Key) }}
		return fault, r.Key == "a"
	})
	if err := put(t, c, "a", "1", http.Header{}); code(err) != "SlowDown" {
		t.Errorf("the key that the script spoils: %v", err)
	}
	if err := put(t, c, "b", "1", http.Header{}); err != nil {
		t.Errorf("another key: %v", err)
	}
	if len(met) != 1 || met[0] != "PUT a" {
		t.Errorf("met %q", met)
	}
	s.SetFaults(costest.Fault{Status: 403, Code: "AccessDenied"})
	s.Inject(nil)
	if err := put(t, c, "a", "1", http.Header{}); code(err) != "AccessDenied" {
		t.Errorf("the faults that were set, once there is no script: %v", err)
	}
}

func TestSetObjects(t *testing.T) {
	s, c := start(t)
	for _, key := range []string{"a", "b"} {
		if err := put(t, c, key, key, http.Header{}); err != nil {
			t.Fatal(err)
		}
	}
	objects := s.Objects()
	delete(objects, "a")
	s.SetObjects(objects)
	if _, _, err := get(t, c, "a"); code(err) != "NoSuchKey" {
		t.Errorf("what was taken out: %v", err)
	}
	if content, _, err := get(t, c, "b"); content != "b" || err != nil {
		t.Errorf("what was left: %q, %v", content, err)
	}
	s.SetObjects(nil)
	if err := put(t, c, "a", "1", http.Header{}); err != nil || len(s.Objects()) != 1 {
		t.Errorf("into an empty bucket: %v", err)
	}
}

func TestCertificate(t *testing.T) {
	s, _ := start(t)
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	if !pool.Equal(s.CertPool()) {
		t.Error("it is not what a client must trust")
	}
}
