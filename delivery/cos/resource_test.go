package cos

import (
	"testing"

	"tokenreport/secret"
)

func TestResourceOfAPolicy(t *testing.T) {
	u, err := BucketURL("reports-1250000000", "ap-jakarta")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{BucketURL: u, SecretID: "id", SecretKey: secret.New("key")})
	if err != nil {
		t.Fatal(err)
	}
	want := "qcs::cos:ap-jakarta:uid/1250000000:reports-1250000000/daily/a.pdf"
	if got := c.resource("daily/a.pdf"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
