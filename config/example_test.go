package config_test

import (
	"fmt"

	"tokenreport/config"
)

func ExampleLoad() {
	variables := map[string]string{
		"TENCENTCLOUD_SECRETID": "AKIDexample", "TENCENTCLOUD_SECRETKEY": "example",
		"MAIL_TO": "ops@example.com, Boss <boss@example.com>", "SMTP_PASSWORD": "hunter2",
	}
	env := func(name string) (string, bool) { value, ok := variables[name]; return value, ok }
	c, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(`
timezone: Asia/Jakarta
smtp:
  host: smtp.example.com
  username: report@example.com
  password: ${SMTP_PASSWORD}
reports:
  - name: daily
    email: {to: "${MAIL_TO}"}
`)}, env)
	if err != nil {
		fmt.Println(err)
		return
	}
	report := c.Reports[0]
	fmt.Println(report.Name, report.Zone, len(report.Email.To), report.Email.Attach)
	fmt.Println(c.SMTP.Host, c.SMTP.Port, c.SMTP.TLS, c.SMTP.From.Address, c.SMTP.Password)
	// Output:
	// daily Asia/Jakarta 2 [pdf]
	// smtp.example.com 465 implicit report@example.com [redacted]
}

func ExampleLoad_errors() {
	env := func(name string) (string, bool) { return "example", name != "SMTP_PASSWORD" }
	_, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(`timezone: Asia/Jakrta
smtp:
  hots: smtp.example.com
  username: report@example.com
  password: ${SMTP_PASSWORD}
reports: []
`)}, env)
	fmt.Println(err)
	// Output:
	// tokenreport.yml:1:11: timezone: is "Asia/Jakrta", which is no known time zone (did you mean Asia/Jakarta?); give an IANA name such as Asia/Jakarta or UTC
	// tokenreport.yml:3:3: smtp.hots: is not a known key; did you mean host? known here: host, port, tls, username, password, from, reply_to, features, max_size, allow
	// tokenreport.yml:3:3: smtp.host: is missing; add it: the mail server's name
	// tokenreport.yml:5:13: smtp.password: the environment variable SMTP_PASSWORD is not set; set it, or write ${SMTP_PASSWORD:-default}
	// tokenreport.yml:6:10: reports: is empty; give a list with at least one report
}

// What a file may say about failures, late figures and large mails.
func ExampleConfig() {
	env := func(string) (string, bool) { return "example", true }
	c, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(`
smtp: {host: smtp.example.com, from: report@example.com, max_size: 4MB, allow: [example.com]}
storage:
  url: cos://reports-1250000000/usage?region=ap-jakarta
  link_key: {id: "${LINK_ID:-}", secret: "${LINK_KEY:-}"}
  link_life: 3d
late_data: {periods: 2, threshold: 0.5%}
owner: [oncall@example.com]
reports:
  - name: daily
    email: {to: ops@example.com}
    store: pdf
`)}, env)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.SMTP.MaxSize, c.SMTP.Allow, c.Owner[0].Address)
	fmt.Println(c.Storage.LinkLife, c.Storage.COS.LinkKey.Secret, c.Storage.PublicURL)
	fmt.Println(c.LateData.Periods, int(c.LateData.Threshold), c.LateData.Mail)
	// Output:
	// 4000000 [example.com] oncall@example.com
	// 72h0m0s [redacted] <nil>
	// 2 50 false
}

// What a file may say about whose usage it is, and what it costs.
func ExampleReport() {
	env := func(string) (string, bool) { return "example", true }
	c, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(`
storage: {url: "file:///srv/reports"}
prices:
  currency: USD
  models:
    cs-normal: {input: 0.80, output: 2.00}
    "*": {input: 1.00, output: 3.00}
reports:
  - name: weekly
    period: week
    breakdown:
      model_name: [cs-normal, cs-pro]
      app_biz_ids: {"1790000000000000001": Support bot}
    budget: {tokens: 500000000, cost: 900}
    tables: [hourly, app_biz_ids]
    store: [pdf, html]
`)}, env)
	if err != nil {
		fmt.Println(err)
		return
	}
	report := c.Reports[0]
	fmt.Println(report.Period, report.Budget.Tokens, report.Budget.Cost, c.Prices.Currency)
	for _, breakdown := range report.Breakdowns {
		fmt.Printf("%s: %q\n", breakdown.By, breakdown.Parts)
	}
	fmt.Println(c.Prices.Models[0].Model, c.Prices.Models[0].Input, c.Prices.Models[0].Output)
	// Output:
	// week 500000000 900 USD
	// app_biz_ids: [{"1790000000000000001" "Support bot"}]
	// model_name: [{"cs-normal" ""} {"cs-pro" ""}]
	// cs-normal 0.80 2.00
}

func ExampleFind() {
	env := func(string) (string, bool) { return "", false }
	src, err := config.Find(env, "testdata/no-such-folder")
	fmt.Println(src.Name, err)
	// Output: (built-in default.yml) <nil>
}
