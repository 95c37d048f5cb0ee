package smtp_test

import (
	"net/mail"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery/smtp"
	"tokenreport/secret"
)

func good() smtp.Options {
	return smtp.Options{
		Host: "smtp.example.com", Username: username, Password: secret.New(password),
		From: mail.Address{Address: "report@example.com"},
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*smtp.Options)
		want   []string
	}{
		{"no host", func(o *smtp.Options) { o.Host = "" }, []string{"smtp.host"}},
		{"host with a line break", func(o *smtp.Options) { o.Host = "a\r\nb" }, []string{"smtp.host"}},
		{"port", func(o *smtp.Options) { o.Port = 65536 }, []string{"smtp.port"}},
		{"opportunistic TLS", func(o *smtp.Options) { o.TLS = "opportunistic" }, []string{"implicit, starttls or none"}},
		{"password in clear", func(o *smtp.Options) { o.TLS = smtp.NoTLS }, []string{"in clear"}},
		{"no password", func(o *smtp.Options) { o.Password = secret.Text{} }, []string{"together"}},
		{"no user", func(o *smtp.Options) { o.Username = "" }, []string{"together"}},
		{"no sender", func(o *smtp.Options) { o.From = mail.Address{} }, []string{"smtp.from"}},
		{"bad sender", func(o *smtp.Options) { o.From.Address = "a@b\r\nX: y" }, []string{"smtp.from"}},
		{"bad reply address", func(o *smtp.Options) { o.ReplyTo = &mail.Address{Address: "ops"} }, []string{"smtp.reply_to"}},
		{"features", func(o *smtp.Options) { o.Features = "some" }, []string{"auto, full or ses"}},
		{"timeout", func(o *smtp.Options) { o.Timeout = -time.Second }, []string{"negative"}},
		{"size", func(o *smtp.Options) { o.MaxSize = -1 }, []string{"smtp.max_size"}},
		{"allow", func(o *smtp.Options) { o.Allow = []string{"*.example.com", "ops@", "例子.cn"} }, []string{"*.example.com", `"ops@"`, "xn--"}},
		{"all at once", func(o *smtp.Options) { *o = smtp.Options{Port: -1, Username: "u", MaxSize: -1, Allow: []string{""}} }, []string{"smtp.host", "smtp.port", "smtp.password", "smtp.from", "smtp.max_size", "smtp.allow"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good()
			tt.change(&o)
			_, err := smtp.New(o)
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
			}
			if err != nil && strings.Contains(err.Error(), password) {
				t.Errorf("the password shows in %v", err)
			}
		})
	}
}

func TestFeaturesByHost(t *testing.T) {
	tests := []struct {
		features smtp.Features
		host     string
		want     smtp.Features
		inline   bool
	}{
		{"", "smtp.qcloudmail.com", smtp.SES, false},
		{smtp.Auto, "sg-smtp.qcloudmail.com", smtp.SES, false},
		{smtp.Auto, "GZ-SMTP.QCloudMail.com.", smtp.SES, false},
		{smtp.Auto, "qcloudmail.com", smtp.SES, false},
		{smtp.Auto, "notqcloudmail.com", smtp.Full, true},
		{smtp.Auto, "smtp.exmail.qq.com", smtp.Full, true},
		{smtp.Full, "smtp.qcloudmail.com", smtp.Full, true},
		{smtp.SES, "smtp.example.com", smtp.SES, false},
	}
	for _, tt := range tests {
		o := good()
		o.Host, o.Features = tt.host, tt.features
		c, err := smtp.New(o)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Features(); got != tt.want || got.Inline() != tt.inline {
			t.Errorf("%s at %s: %s, inline %v", tt.features, tt.host, got, got.Inline())
		}
	}
}
