package command

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tokenreport/apiclient/lketest"
	"tokenreport/config"
	"tokenreport/internal/rootfs"
	"tokenreport/report/rehearsal"
)

// demoSeed makes the invented account's usage.
const demoSeed = 1

// demoZone is the time zone of the demo, and of the labels of the embedded API.
const demoZone = "Asia/Shanghai"

// demoRegion is the only one that the embedded API has.
const demoRegion = "ap-jakarta"

// demoRate is how many requests a second are made to the embedded API, which has no limit.
const demoRate = 1000

// demoConfig is an ordinary configuration; only the servers that it names are embedded, and the prices invented.
const demoConfig = `
timezone: ${DEMO_TIMEZONE}
language: ${DEMO_LANGUAGE}
api: {endpoint: "${DEMO_API}", region: ` + demoRegion + `, time_fields: legacy}
smtp:
  host: 127.0.0.1
  port: ${DEMO_SMTP_PORT}
  username: report@example.com
  password: ${DEMO_SMTP_PASSWORD}
  from: Token report <report@example.com>
storage: {url: "${DEMO_STORAGE}"}
prices:
  currency: USD
  models:
    cs-normal: {input: 0.80, output: 2.00}
    hunyuan-turbo: {input: 0.60, output: 1.80}
    lke-deepseek-v3-0324: {input: 0.55, output: 2.20}
    lke-deepseek-r1-0528: {input: 1.10, output: 4.40}
    youtu-parsing: {input: 0.35, output: 0.35}
reports:
  - name: ${DEMO_NAME}
    period: ${DEMO_PERIOD}
    breakdown: %s
    budget: {tokens: "${DEMO_TOKENS}", cost: "${DEMO_COST}"}
    tables: [hourly, model_name]
    email: {to: you@example.com}
    store: [%s]
`

// demoYAML is the configuration of an account: every value of every dimension is a part. Their names are the API's to tell.
func demoYAML(streams []lketest.Stream) []byte {
	breakdown := map[config.Dimension][]string{}
	add := func(d config.Dimension, value string) {
		if !slices.Contains(breakdown[d], value) {
			breakdown[d] = append(breakdown[d], value)
		}
	}
	for _, s := range streams {
		add(config.ByApplication, s.AppBizID)
		add(config.ByModel, s.ModelName)
		add(config.ByBusiness, s.SubBizType)
		add(config.ByAccount, s.UinAccount)
	}
	parts, err := json.Marshal(breakdown) // is YAML, too
	if err != nil {
		panic(err) // texts can be encoded
	}
	return fmt.Appendf(nil, demoConfig, parts, strings.Join(formatNames(), ", "))
}

// demoSource is the configuration of a play.
func demoSource(p play) config.Source {
	source := config.Source{Name: "(the demo's configuration)", YAML: demoYAML(p.scenario.Streams)}
	if p.templates != "" {
		source.YAML = fmt.Appendf(source.YAML, "templates: %q\n", p.templates)
		source.Folder, source.Try = func(name string) fs.FS { return rootfs.Dir(name) }, rehearsal.Try
	}
	return source
}

// demoBudget is the tokens and the money of a month that an account of that size would have. The tokens are at most what a
// configuration may have.
func demoBudget(s lketest.Scenario) (tokens, cost int64) {
	const weekday, most = 48_000_000, 999_999_999_999_999 // of an account of ordinary size; of a configuration
	ratio := min(max(s.Weekday/weekday, 1), most/1_300_000_000)
	return int64(1_300_000_000 * ratio), int64(1000 * ratio)
}

// demoServers are the addresses of the embedded servers.
type demoServers struct {
	api      string // its endpoint
	smtpPort int
}

// demoEnvironment is what the demo's configuration reads; nothing of the machine's own environment is in it.
func demoEnvironment(servers demoServers, folder string, p play) config.Lookup {
	storage := url.URL{Scheme: "file", Path: filepath.ToSlash(folder)}
	keys := demoCredentials()
	tokens, cost := demoBudget(p.scenario)
	values := map[string]string{
		"TENCENTCLOUD_SECRETID":     keys.SecretID.Reveal(),
		"TENCENTCLOUD_SECRETKEY":    keys.SecretKey.Reveal(),
		"TENCENTCLOUD_SESSIONTOKEN": keys.Token.Reveal(),
		"DEMO_TIMEZONE":             p.zone.String(),
		"DEMO_LANGUAGE":             p.language,
		"DEMO_API":                  servers.api,
		"DEMO_SMTP_PORT":            strconv.Itoa(servers.smtpPort),
		"DEMO_SMTP_PASSWORD":        demoPassword,
		"DEMO_STORAGE":              storage.String(),
		"DEMO_TOKENS":               strconv.FormatInt(tokens, 10),
		"DEMO_COST":                 strconv.FormatInt(cost, 10),
		"DEMO_PERIOD":               string(p.period),
		"DEMO_NAME":                 map[config.Period]string{config.Daily: "daily", config.Weekly: "weekly", config.Monthly: "monthly"}[p.period],
	}
	return func(name string) (string, bool) {
		value, ok := values[name]
		return value, ok
	}
}
