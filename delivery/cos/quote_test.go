package cos

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/secret"
)

// FuzzFailure lets a bucket say anything in a refusal: what becomes of it is one short line without a secret.
func FuzzFailure(f *testing.F) {
	const key, token, linkKey = "c4nary-key", "c4nary-token", "c4nary-link"
	for _, text := range deliverytest.Hostile() {
		f.Add(text, text, text, 403)
	}
	f.Add("AccessDenied", "c4nary-\x00key", "c4nary\u202e-token", 403)
	f.Add("c4nary-link", strings.Repeat("c4nary-token", 100), strings.Repeat("长", 1000), 500)
	f.Fuzz(func(t *testing.T, code, message, requestID string, status int) {
		c, err := New(Options{
			BucketURL: &url.URL{Scheme: "https", Host: "b-1.cos.ap-jakarta.myqcloud.com"},
			SecretID:  "id", SecretKey: secret.New(key), Token: secret.New(token), LinkID: "l", LinkKey: secret.New(linkKey),
		})
		if err != nil {
			t.Fatal(err)
		}
		request := &http.Request{Method: http.MethodPut, URL: c.options.BucketURL}
		e := c.failure(putting, "a.pdf", &sdk.ErrorResponse{
			Response: &http.Response{StatusCode: status, Request: request, Header: http.Header{}},
			Code:     code, Message: message, RequestID: requestID,
		}).(*delivery.Error)
		for _, words := range []string{e.Error(), e.Code, e.RequestID} {
			deliverytest.WantClean(t, "the error", words)
			for _, s := range []string{key, token, linkKey} {
				if len(words) > 2100 || strings.Contains(words, s) {
					t.Errorf("%d bytes: %s", len(words), words)
				}
			}
		}
	})
}
