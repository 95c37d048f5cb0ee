package cos_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/cos"
	"tokenreport/secret"
)

// A redirect is not followed: the token, and the file, would go to whoever it names.
func TestRedirectsAreNotFollowed(t *testing.T) {
	followed := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed++ }))
	defer elsewhere.Close()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		bucket := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		defer bucket.Close()
		address, err := url.Parse(bucket.URL)
		if err != nil {
			t.Fatal(err)
		}
		c, err := cos.New(cos.Options{BucketURL: address, SecretID: secretID, SecretKey: secret.New(secretKey), Token: secret.New(token)})
		if err != nil {
			t.Fatal(err)
		}
		file := delivery.File{Name: "a.csv", Type: "text/csv", Content: []byte("a\n")}
		if _, err := c.Deliver(t.Context(), delivery.Parcel{Folder: "daily", Files: []delivery.File{file}}); err == nil {
			t.Errorf("HTTP %d: a redirected file is said to be stored", status)
		}
		if _, err := c.Shelf().Read(t.Context(), "daily/since.json"); err == nil {
			t.Errorf("HTTP %d: a redirected record is said to be read", status)
		}
	}
	if followed != 0 {
		t.Errorf("%d requests went where a redirect led", followed)
	}
}
