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

// presigned is the GET of the same page, its signature moved from the header into the URL.
func presigned(t *testing.T) (*Server, *http.Request) {
	t.Helper()
	s, documentedPut := documented(t)
	s.options.Now = func() time.Time { return time.Unix(1557989800, 0) }
	r := httptest.NewRequest(http.MethodGet, "/exampleobject(%E8%85%BE%E8%AE%AF%E4%BA%91)"+
		"?response-content-type=application%2Foctet-stream&response-cache-control=max-age%3D600"+
		"&q-sign-algorithm=sha1&q-ak=AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q"+
		"&q-sign-time=1557989753%3B1557996953&q-key-time=1557989753%3B1557996953"+
		"&q-header-list=date%3Bhost&q-url-param-list=response-cache-control%3Bresponse-content-type"+
		"&q-signature=01681b8c9d798a678e43b685a9f1bba0f6c0e012", nil)
	r.Host = documentedPut.Host
	r.Header.Set("Date", "Thu, 16 May 2019 06:55:53 GMT")
	return s, r
}

func TestDocumentedSignature(t *testing.T) {
	s, r := documented(t)
	if refusal := s.authorize(r); refusal != nil {
		t.Fatalf("%s: %s", refusal.code, refusal.message)
	}
}

func TestDocumentedSignatureInTheURL(t *testing.T) {
	s, r := presigned(t)
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

func TestAlteredURLsAreRefused(t *testing.T) {
	replace := func(old, new string) func(*Server, *http.Request) {
		return func(_ *Server, r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, old, new, 1) }
	}
	at := func(second int64) func(*Server, *http.Request) {
		return func(s *Server, _ *http.Request) { s.options.Now = func() time.Time { return time.Unix(second, 0) } }
	}
	tests := []struct {
		name  string
		alter func(s *Server, r *http.Request)
		want  string
	}{
		{"other method", func(_ *Server, r *http.Request) { r.Method = http.MethodHead }, "SignatureDoesNotMatch"},
		{"other key", func(_ *Server, r *http.Request) { r.URL.Path = "/other" }, "SignatureDoesNotMatch"},
		{"other host", func(_ *Server, r *http.Request) { r.Host = "other" }, "SignatureDoesNotMatch"},
		{"other parameter", replace("max-age%3D600", "max-age%3D601"), "SignatureDoesNotMatch"},
		{"host not signed", replace("date%3Bhost", "date"), "SignatureDoesNotMatch"},
		{"longer", replace("q-key-time=1557989753%3B1557996953", "q-key-time=1557989753%3B1999999999"), "SignatureDoesNotMatch"},
		{"other signature", replace("01681b", "01681c"), "SignatureDoesNotMatch"},
		{"no signature", replace("q-signature", "signature"), "AccessDenied"},
		{"unknown algorithm", replace("=sha1", "=md5"), "InvalidArgument"},
		{"unknown ID", replace("q-ak=AKID", "q-ak=BKID"), "InvalidAccessKeyId"},
		{"bad time", replace("1557989753%3B", ""), "AccessDenied"},
		{"unsigned header", func(_ *Server, r *http.Request) { r.Header.Set("x-cos-meta-a", "b") }, "AccessDenied"},
		{"token not asked for", replace("q-ak=", "x-cos-security-token=t&q-ak="), "AccessDenied"},
		{"missing token", func(s *Server, _ *http.Request) { s.options.Token = "t" }, "AccessDenied"},
		{"token in the header", func(s *Server, r *http.Request) {
			s.options.Token = "t"
			r.Header.Set("x-cos-security-token", "t")
		}, "AccessDenied"},
		{"other secret key", func(s *Server, _ *http.Request) { s.options.SecretKey = "x" }, "SignatureDoesNotMatch"},
		{"early", at(1557989753 - 3600), "AccessDenied"},
		{"at its end", at(1557996953), "AccessDenied"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, r := presigned(t)
			tt.alter(s, r)
			if refusal := s.authorize(r); refusal == nil || refusal.code != tt.want {
				t.Errorf("got %+v, want %s", refusal, tt.want)
			}
		})
	}
}

// TestLinkPair signs by the second pair of keys, which has no token and reads only.
func TestLinkPair(t *testing.T) {
	for _, tt := range []struct {
		name    string
		request func(t *testing.T) (*Server, *http.Request)
		want    string // "" for a request that is granted
	}{
		{"GET", presigned, ""},
		{"PUT", documented, "AccessDenied"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, r := tt.request(t)
			s.options.LinkID, s.options.LinkKey = s.options.SecretID, s.options.SecretKey
			s.options.SecretID, s.options.SecretKey, s.options.Token = "id", "key", "token"
			refusal := s.authorize(r)
			if refusal == nil && tt.want == "" {
				return
			}
			if refusal == nil || refusal.code != tt.want {
				t.Errorf("got %+v, want %q", refusal, tt.want)
			}
		})
	}
}
