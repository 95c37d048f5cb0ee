package config_test

import (
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"tokenreport/config"
	"tokenreport/templates"
)

// Whatever the file holds, there is either a configuration that keeps its promises or errors with places, and no
// secret in them.
func FuzzLoad(f *testing.F) {
	seeds, err := filepath.Glob("testdata/bad/*.yml")
	if err != nil || len(seeds) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, seed := range append(seeds, "testdata/complete.yml") {
		text, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.ReplaceAll(string(text), canary, "x"), "value")
	}
	f.Add(templates.DefaultConfig(), "ops@example.com")
	f.Add(templates.DefaultConfig(), "file:///srv/reports")
	f.Fuzz(func(t *testing.T, text, value string) {
		if strings.Contains(text+value, canary) {
			return
		}
		c, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(text), Files: pictures}, func(name string) (string, bool) {
			switch name {
			case "SMTP_PASSWORD", "TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY":
				return canary, true
			case "TENCENTCLOUD_SESSIONTOKEN": // so that every error is about the file
				return "", false
			}
			return value, len(name)%2 == 0
		})
		if (c == nil) == (err == nil) {
			t.Fatalf("got %+v and %v", c, err)
		}
		if err != nil {
			checkErrors(t, err)
			return
		}
		checkPromises(t, c)
	})
}

// checkPromises checks what the comments of [config.Config] say.
func checkPromises(t *testing.T, c *config.Config) {
	t.Helper()
	if c.Timezone == nil || c.API.LabelZone == nil || c.API.Endpoint == "" || c.API.Region == "" || c.API.Rate < 1 {
		t.Errorf("incomplete: %+v", c)
	}
	if m := c.SMTP; m != nil && (m.Host == "" || m.Port < 1 || m.From.Address == "") {
		t.Errorf("incomplete: %+v", m)
	} else if m != nil && m.TLS == config.TLSNone && !m.Password.IsZero() {
		t.Errorf("a password in the clear: %+v", m)
	}
	if len(c.Owner) > 0 && c.SMTP == nil {
		t.Errorf("nobody can tell %v", c.Owner)
	}
	checkAddresses(t, c.Owner)
	if d := c.LateData; d.Periods < 0 || d.Periods > 31 || d.Doubtful < 0 || d.Doubtful > 31 || d.Threshold < 0 || d.Threshold > 10000 {
		t.Errorf("out of range: %+v", d)
	}
	if len(c.Reports) == 0 {
		t.Error("no report")
	}
	names := map[string]bool{}
	for _, r := range c.Reports {
		if names[r.Name] || r.Name == "" || r.Zone == nil || r.Email == nil && len(r.Store) == 0 {
			t.Errorf("incomplete: %+v", r)
		}
		names[r.Name] = true
		if r.Email != nil && (c.SMTP == nil || len(r.Email.To) == 0) || len(r.Store) > 0 && c.Storage == nil {
			t.Errorf("without a channel: %+v", r)
		}
		if r.Email != nil {
			checkAddresses(t, r.Email.To, r.Email.Cc, r.Email.Bcc)
		}
		for _, w := range r.Webhooks {
			if u, err := url.Parse(w.URL.Reveal()); err != nil || u.Host == "" || !slices.Contains(config.WebhookKinds(), w.Kind) {
				t.Errorf("no webhook: %s at %v", w.Kind, w.URL)
			}
		}
		checkReportPromises(t, r, c.Prices)
	}
	if p := c.Prices; p != nil && (len(p.Currency) != 3 || len(p.Models) == 0) {
		t.Errorf("incomplete: %+v", p)
	}
	if b := c.Branding; len(b.Logo) > 200_000 || len(b.Colour) != 0 && len(b.Colour) != len("#0072B2") || utf8.RuneCountInString(b.Footer) > 200 {
		t.Errorf("out of range: %+v", b)
	}
	if c.Storage != nil {
		checkStoragePromises(t, c.Storage)
	}
}

func checkReportPromises(t *testing.T, r config.Report, prices *config.Prices) {
	t.Helper()
	parts, dimensions := map[config.Part]bool{}, map[config.Table]bool{config.TableHourly: true}
	sum := 0
	for _, b := range r.Breakdowns {
		if dimensions[config.Table(b.By)] || len(b.Parts) == 0 {
			t.Errorf("%s is there twice, or has no part", b.By)
		}
		dimensions[config.Table(b.By)] = true
		clear(parts)
		for _, part := range b.Parts {
			parts[config.Part{Value: part.Value}] = true
			if part.Value == "" || strings.ContainsFunc(part.Value+part.Name, unicode.IsControl) {
				t.Errorf("unsafe part %q", part)
			}
		}
		if len(parts) != len(b.Parts) {
			t.Errorf("a value twice in %+v", b)
		}
		sum += len(b.Parts)
	}
	if sum > 200 || r.Budget.Tokens < 0 || r.Budget.Cost != "" && prices == nil {
		t.Errorf("out of range: %d parts, %+v, %+v", sum, r.Budget, prices)
	}
	for _, table := range r.Tables {
		if !dimensions[table] {
			t.Errorf("a table of %s and no breakdown", table)
		}
	}
}

func checkStoragePromises(t *testing.T, s *config.Storage) {
	t.Helper()
	if (s.COS == nil) == (s.Folder == "") {
		t.Errorf("not one place: %+v", s)
	}
	if s.LinkLife < time.Minute || s.LinkLife > 168*time.Hour {
		t.Errorf("out of range: %v", s.LinkLife)
	}
	if s.COS == nil {
		return
	}
	if strings.Contains("/"+s.COS.Prefix+"/", "/../") {
		t.Errorf("the prefix leaves its place: %s", s.COS.Prefix)
	}
	if key := s.COS.LinkKey; key != nil && (key.ID.IsZero() || key.Secret.IsZero()) {
		t.Error("half a link key")
	}
}

func checkAddresses(t *testing.T, lists ...[]mail.Address) {
	t.Helper()
	for _, list := range lists {
		for _, address := range list {
			if strings.ContainsFunc(address.Name+address.Address, unicode.IsControl) || strings.ContainsAny(address.Address, "\"<> ,") {
				t.Errorf("unsafe address %q", address)
			}
		}
	}
}
