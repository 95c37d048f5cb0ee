package cos

import (
	"net/url"
	"testing"

	"tokenreport/secret"
)

func TestResourceOfAPolicy(t *testing.T) {
	const known, unknown = "qcs::cos:ap-jakarta:uid/1250000000:reports-1250000000/daily/a.pdf", "qcs::cos:*:uid/1250000000:reports-1250000000/daily/a.pdf"
	for host, want := range map[string]string{
		"reports-1250000000.cos.ap-jakarta.myqcloud.com":           known,
		"reports-1250000000.cos-internal.ap-jakarta.tencentcos.cn": known,
		"reports-1250000000.cos.accelerate.myqcloud.com":           unknown, // "accelerate" is no region, and a policy with it allows nothing
		"reports-1250000000.cos.accelerate-overseas.tencentcos.cn": unknown,
		"reports-1250000000.cos-internal.accelerate.tencentcos.cn": unknown,
		"files.example.com": "qcs::cos:*:uid/*:BUCKET-APPID/daily/a.pdf",
	} {
		c, err := New(Options{BucketURL: &url.URL{Scheme: "https", Host: host}, SecretID: "id", SecretKey: secret.New("key")})
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		if got := c.resource("daily/a.pdf"); got != want {
			t.Errorf("%s: got %s, want %s", host, got, want)
		}
	}
}
