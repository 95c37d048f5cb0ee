package costest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// documented is the PUT of COS's own page on signatures (https://cloud.tencent.com/document/product/436/7778),
// with its secret key, which is an example.
func documented(t *testing.T) (*Server, *http.Request) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPut, "/exampleobject(%E8%85%BE%E8%AE%AF%E4%BA%91)", strings.NewReader("ObjectContent"))
	r.Host = "examplebucket-1250000000.cos.ap-beijing.myqcloud.com"
	for name, value := range map[string]string{
		"Date":             "Thu, 16 May 2019 06:45:51 GMT",
		"Content-Type":     "text/plain",
		"Content-MD5":      "mQ/fVh815F3k6TAUm8m0eg==",
		"x-cos-acl":        "private",
		"x-cos-grant-read": `uin="100000000011"`,
		"Authorization": "q-sign-algorithm=sha1&q-ak=AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q" +
			"&q-sign-time=1557989151;1557996351&q-key-time=1557989151;1557996351" +
			"&q-header-list=content-length;content-md5;content-type;date;host;x-cos-acl;x-cos-grant-read" +
			"&q-url-param-list=&q-signature=3b8851a11a569213c17ba8fa7dcf2abec6935172",
	} {
		r.Header.Set(name, value)
	}
	return &Server{options: Options{
		SecretID:  "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
		SecretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz",
		Now:       func() time.Time { return time.Unix(1557989200, 0) },
	}}, r
}

func TestDocumentedSignature(t *testing.T) {
	s, r := documented(t)
	if refusal := s.authorize(r); refusal != nil {
		t.Fatalf("%s: %s", refusal.code, refusal.message)
	}
}

func TestAlteredRequestsAreRefused(t *testing.T) {
	tests := []struct {
		name  string
		alter func(s *Server, r *http.Request)
		want  string
	}{
		{"no signature", func(_ *Server, r *http.Request) { r.Header.Del("Authorization") }, "AccessDenied"},
		{"malformed", func(_ *Server, r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, "InvalidArgument"},
		{"other method", func(_ *Server, r *http.Request) { r.Method = http.MethodGet }, "SignatureDoesNotMatch"},
		{"other key", func(_ *Server, r *http.Request) { r.URL.Path = "/other" }, "SignatureDoesNotMatch"},
		{"other host", func(_ *Server, r *http.Request) { r.Host = "other" }, "SignatureDoesNotMatch"},
		{"other header", func(_ *Server, r *http.Request) { r.Header.Set("x-cos-acl", "public-read") }, "SignatureDoesNotMatch"},
		{"unsigned header", func(_ *Server, r *http.Request) { r.Header.Set("x-cos-meta-a", "b") }, "AccessDenied"},
		{"unsigned token", func(s *Server, r *http.Request) {
			s.options.Token = "t"
			r.Header.Set("x-cos-security-token", "t")
		}, "AccessDenied"},
		{"missing token", func(s *Server, _ *http.Request) { s.options.Token = "t" }, "AccessDenied"},
		{"other ID", func(s *Server, _ *http.Request) { s.options.SecretID = "x" }, "InvalidAccessKeyId"},
		{"other secret key", func(s *Server, _ *http.Request) { s.options.SecretKey = "x" }, "SignatureDoesNotMatch"},
		{"early", func(s *Server, _ *http.Request) {
			s.options.Now = func() time.Time { return time.Unix(1557989151-3600, 0) }
		}, "RequestTimeTooSkewed"},
		{"late", func(s *Server, _ *http.Request) {
			s.options.Now = func() time.Time { return time.Unix(1557996351, 0) }
		}, "RequestTimeTooSkewed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, r := documented(t)
			tt.alter(s, r)
			if refusal := s.authorize(r); refusal == nil || refusal.code != tt.want {
				t.Errorf("got %+v, want %s", refusal, tt.want)
			}
		})
	}
}
