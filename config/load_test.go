package config_test

import (
	"errors"
	"fmt"
	"maps"
	"net/mail"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tokenreport/config"
	"tokenreport/golden"
	"tokenreport/internal/zone"
	"tokenreport/report/format"
	"tokenreport/secret"
)

// canary stands for every secret of these tests: it must come out nowhere.
const canary = "hunter2-canary"

// environment is a set of variables, as a test wants it.
type environment map[string]string

func (e environment) lookup(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

// plus returns the variables and more.
func (e environment) plus(more environment) environment {
	all := environment{}
	maps.Copy(all, e)
	maps.Copy(all, more)
	return all
}

// with returns the credentials and the given variables.
func with(variables environment) environment {
	credentials := environment{"TENCENTCLOUD_SECRETID": "id-" + canary, "TENCENTCLOUD_SECRETKEY": "key-" + canary}
	return credentials.plus(variables)
}

// load reads text as tokenreport.yml.
func load(text string, variables environment) (*config.Config, error) {
	return config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(text), Files: pictures}, with(variables).lookup)
}

func mustLoad(t *testing.T, text string, variables environment) *config.Config {
	t.Helper()
	c, err := load(text, variables)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return c
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := zone.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestBadFiles(t *testing.T) {
	variables := environment{
		"SMTP_PASSWORD": canary, "API_KEY": canary, "DB_SECRET": canary, "ACCESS_TOKEN": canary,
		"TEXT": "many", "EMPTY": "", "LINES": "one\ntwo", "TO": "ops@example.com, boss@", "NOT_UTF8": "a\xff@example.com",
	}
	files, err := filepath.Glob("testdata/bad/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := load(string(text), variables)
			if err == nil || c != nil {
				t.Fatalf("got %+v, %v; want no configuration and an error", c, err)
			}
			checkErrors(t, err)
			golden.Check(t, strings.TrimSuffix(file, ".yml")+".txt", []byte(err.Error()+"\n"))
		})
	}
}

// checkErrors checks what holds for every error about a file: a type, a place, an order, no secret.
func checkErrors(t *testing.T, err error) {
	t.Helper()
	var all config.Errors
	if !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("%T is no config.Errors with an error", err)
	}
	for i, one := range all {
		if one.Line < 1 || one.Column < 1 || one.Problem == "" {
			t.Errorf("error without a place or a problem: %+v", one)
		}
		if i > 0 && (one.Line < all[i-1].Line || one.Line == all[i-1].Line && one.Column < all[i-1].Column) {
			t.Errorf("out of order: %v", one)
		}
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, all), canary) {
		t.Errorf("a secret is in the error: %v", err)
	}
}

func TestDefaults(t *testing.T) {
	got := mustLoad(t, `
smtp: {host: smtp.example.com, from: report@example.com}
reports:
  - name: daily
    email: {to: ops@example.com}
`, nil)
	want := &config.Config{
		Timezone: location(t, "Asia/Shanghai"),
		Language: config.English,
		API: config.API{
			Endpoint: "https://lke.intl.tencentcloudapi.com", Region: "ap-jakarta", Rate: 20,
			TimeFields: config.TimeFieldsAuto, LabelZone: location(t, "Asia/Shanghai"), Labels: config.LabelsAuto,
		},
		SMTP: &config.SMTP{
			Host: "smtp.example.com", Port: 465, TLS: config.TLSImplicit,
			From: mail.Address{Address: "report@example.com"}, Features: config.FeaturesAuto,
		},
		Dispatch: config.DispatchLocal,
		LateData: config.LateData{Periods: 1, Threshold: 100, Doubtful: 7}, Missed: config.MissedMake, Tolerance: 10,
		Reports: []config.Report{{
			Name: "daily", Period: config.Daily, Zone: location(t, "Asia/Shanghai"), Language: config.English,
			Calls: true, Names: config.NamesAuto, Tables: []config.Table{config.TableHourly}, WhenEmpty: config.EmptySend,
			Email: &config.Email{To: []mail.Address{{Address: "ops@example.com"}}, Attach: []format.Format{format.PDF}},
		}},
		Credentials: config.Credentials{SecretID: secret.New("id-" + canary), SecretKey: secret.New("key-" + canary)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// empty is a file that gives every key and says nothing.
const empty = `
timezone: ""
language: ${LANGUAGE_OF_REPORT:-}
api: {endpoint: "", region: ~, rate: "${RATE:-}", time_fields: "", label_timezone: ""}
smtp: {host: "", port: 587, tls: starttls, username: "", password: "", from: "", max_size: "", allow: " , "}
storage: {url: "file:///srv/reports", public_url: "", link_key: {id: "", secret: "${LINK_KEY:-}"}, link_life: ~}
dispatch: ""
branding: {logo: "", colour: "${COLOUR:-}", footer: ~}
late_data: {periods: "", threshold: "", mail: "${MAIL_LATE:-}"}
owner: ["", "${OWNER:-}"]
prices: {currency: "${CURRENCY:-}", models: {cs-normal: {input: 0.80, output: 2.00}}}
reports:
  - {name: daily, title: "", period: "", timezone: "", language: "", filter: {uin_accounts: "", app_type: ""},
     breakdown: {model_name: "${MODELS:-}", app_biz_ids: {}, sub_biz_type: ~, uin_accounts: [""]},
     budget: {tokens: "${TOKENS:-}", cost: ""}, calls: "", names: "", tables: "", when_empty: "", email: {to: " , ", cc: []}, store: pdf}
`

func TestEmptyMeansDefault(t *testing.T) {
	got := mustLoad(t, empty, environment{"RATE": ""})
	want := mustLoad(t, "storage: {url: 'file:///srv/reports'}\nreports: [{name: daily, store: pdf}]", nil)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDefaultsThatDependOnOthers(t *testing.T) {
	tests := []struct {
		smtp string
		port int
		from string
	}{
		{"from: a@example.com", 465, "a@example.com"},
		{"port: 25, from: a@example.com", 25, "a@example.com"},
		{"tls: starttls, username: u@example.com, password: x", 587, "u@example.com"},
		{"tls: starttls, username: u@example.com, password: x, from: a@example.com", 587, "a@example.com"},
		{"tls: none, from: a@example.com", 25, "a@example.com"},
	}
	for _, test := range tests {
		t.Run(test.smtp, func(t *testing.T) {
			c := mustLoad(t, "smtp: {host: smtp.example.com, "+test.smtp+"}\nreports: [{name: a, email: {to: ops@example.com}}]", nil)
			if c.SMTP.Port != test.port || c.SMTP.From.Address != test.from {
				t.Errorf("got port %d, from %s", c.SMTP.Port, c.SMTP.From.Address)
			}
		})
	}
}

func TestRegionFollowsTheEndpoint(t *testing.T) {
	for endpoint, want := range map[string]string{
		"lke.tencentcloudapi.com":              "ap-guangzhou",
		"https://lke.tencentcloudapi.com:443/": "ap-guangzhou",
		"LKE.INTL.tencentcloudapi.com":         "ap-jakarta",
		"http://[::1]:8080":                    "ap-jakarta",
	} {
		c := mustLoad(t, smallest+"api: {endpoint: '"+endpoint+"'}", nil)
		if c.API.Region != want {
			t.Errorf("%s: got %s, want %s", endpoint, c.API.Region, want)
		}
	}
}

func TestQQMailTakesTheUsersOwnAddress(t *testing.T) {
	c := mustLoad(t, `
smtp: {host: smtp.qq.com, username: Report@example.com, password: x, from: "Usage <report@example.com>"}
reports: [{name: a, email: {to: ops@example.com}}]`, nil)
	if c.SMTP.From != (mail.Address{Name: "Usage", Address: "report@example.com"}) {
		t.Errorf("got %v", c.SMTP.From)
	}
}

func TestNoSecretIsPrinted(t *testing.T) {
	c := mustLoad(t, `
smtp: {host: smtp.example.com, username: report@example.com, password: "${SMTP_PASSWORD}"}
storage: {url: "cos://reports-1250000000?region=ap-jakarta", link_key: {id: "${SMTP_PASSWORD}", secret: "${SMTP_PASSWORD}"}}
reports: [{name: a, email: {to: ops@example.com}}]`,
		environment{"SMTP_PASSWORD": canary, "TENCENTCLOUD_SESSIONTOKEN": canary})
	printed := fmt.Sprintf("%v %+v %#v %+v %+v %#v", c, c, c, c.SMTP, c.Storage.COS, c.Storage.COS.LinkKey)
	if strings.Contains(printed, canary) {
		t.Errorf("a secret is in %s", printed)
	}
	key := c.Storage.COS.LinkKey
	for _, text := range []secret.Text{c.SMTP.Password, key.ID, key.Secret} {
		if text.Reveal() != canary {
			t.Errorf("got %q, which is not the variable's", text.Reveal())
		}
	}
}
