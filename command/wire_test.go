package command

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/config"
	"tokenreport/delivery/ledger"
	"tokenreport/job"
	"tokenreport/report"
	"tokenreport/report/format"
)

// environment has no variables but the credentials.
func environment(name string) (string, bool) {
	return "example", name == "TENCENTCLOUD_SECRETID" || name == "TENCENTCLOUD_SECRETKEY"
}

// wired is the runner of a configuration whose storage is a folder of the test's own, and which may name one logo.
func wired(t *testing.T, text string, logo []byte) *job.Runner {
	t.Helper()
	source := config.Source{
		Name: "tokenreport.yml", YAML: []byte("storage: {url: 'file://" + t.TempDir() + "'}\n" + text),
		Files: func(string) ([]byte, error) { return logo, nil },
	}
	c, err := config.Load(source, environment)
	if err != nil {
		t.Fatal(err)
	}
	sys := System{Env: environment, Now: time.Now, Pacer: new(apiclient.Pacer), Memory: new(ledger.Memory)}
	runner, err := wire(sys, slog.New(slog.DiscardHandler), c, trust{})
	if err != nil {
		t.Fatal(err)
	}
	return runner
}

func TestWhatAReportShowsIsWired(t *testing.T) {
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	runner := wired(t, `
branding: {logo: logo.png, colour: "#009e73", footer: Platform team}
prices: {currency: IDR, models: {cs-normal: {input: 0.80, output: 2.00}, "*": {input: 12345.5, output: 0}}}
reports:
  - name: weekly
    period: week
    breakdown: {model_name: [cs-pro, cs-normal], app_biz_ids: {"1790000000000000001": Support bot}}
    budget: {tokens: 500000000, cost: 900.50}
    calls: false
    names: off
    tables: [model_name, hourly, app_biz_ids]
    store: [html, pdf]
  - {name: daily, store: pdf}
`, logo.Bytes())

	if want := (report.Brand{Logo: logo.Bytes(), Colour: "#009E73", Footer: "Platform team"}); !reflect.DeepEqual(runner.Brand, want) {
		t.Errorf("got %+v, want %+v", runner.Brand, want)
	}
	prices := report.Prices{Currency: "IDR", Models: map[string]report.ModelPrice{
		"cs-normal":     {Input: price(t, "0.8"), Output: price(t, "2")},
		report.AnyModel: {Input: price(t, "12345.5"), Output: report.Price{}},
	}}
	if !reflect.DeepEqual(runner.Prices, prices) {
		t.Errorf("got %+v, want %+v", runner.Prices, prices)
	}
	cost, err := report.ParseMoney("900.5", "IDR")
	if err != nil {
		t.Fatal(err)
	}
	weekly, daily := runner.Reports[0], runner.Reports[1]
	want := job.Report{
		Name: "weekly", Language: "en", Zone: weekly.Zone, Cadence: report.Weekly, Hourly: true,
		Breakdowns: []report.BreakdownRequest{
			{Dimension: report.ByApplication, Parts: []report.PartName{{ID: "1790000000000000001", Name: "Support bot"}}},
			{Dimension: report.ByModel, Parts: []report.PartName{{ID: "cs-pro"}, {ID: "cs-normal"}}},
		},
		Tables: []report.Dimension{report.ByModel, report.ByApplication},
		Budget: report.Budget{Tokens: 500_000_000, Cost: cost},
		Store:  &job.Store{Channel: weekly.Store.Channel, Formats: []format.Format{"html", format.PDF}},
	}
	if !reflect.DeepEqual(weekly, want) {
		t.Errorf("got  %+v\nwant %+v", weekly, want)
	}
	want = job.Report{
		Name: "daily", Language: "en", Zone: daily.Zone, Cadence: report.Daily, Hourly: true, Calls: true, Names: true,
		Store: &job.Store{Channel: daily.Store.Channel, Formats: []format.Format{format.PDF}},
	}
	if !reflect.DeepEqual(daily, want) {
		t.Errorf("got  %+v\nwant %+v", daily, want)
	}
}

func price(t *testing.T, text string) report.Price {
	t.Helper()
	p, err := report.ParsePrice(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWithoutPricesNothingHasAPrice(t *testing.T) {
	runner := wired(t, "reports: [{name: daily, store: pdf, budget: {tokens: 1}}]\n", nil)
	if _, ok := runner.Prices.Of("cs-normal"); ok || runner.Prices.Currency != "" || runner.Reports[0].Budget.Cost.Known() {
		t.Errorf("got %+v, %+v", runner.Prices, runner.Reports[0].Budget)
	}
}

// What the configuration takes for a price or a sum is one to the report, and the other way round: one is checked
// before the run begins, the other within it.
func TestConfigurationAndReportReadTheSameDecimals(t *testing.T) {
	taken := 0
	for _, text := range []string{
		"0", "0.80", "0.8", "00.80", "007", "12", "123456789012", "1234567890123", "999999999999.999999", "0.000001", "0.0000001",
		"0.1234567", "1.", ".5", ".", "1.2.3", "1,5", "1e3", "1E3", "0x10", "0b1", "0o7", "1_000", "+1", "-1", "-0", " 1", "1 ",
		"１", "٣", "inf", "nan", "USD 5", "1\n", "1.0\n",
	} {
		_, notPrice := report.ParsePrice(text)
		_, notMoney := report.ParseMoney(text, "USD")
		env := func(name string) (string, bool) {
			if name == "DECIMAL" {
				return text, true
			}
			return environment(name)
		}
		accepts := func(yaml string) bool {
			_, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte("storage: {url: 'file:///srv'}\n" + yaml)}, env)
			return err == nil
		}
		const one = "prices: {currency: USD, models: {a: {input: 1, output: 1}}}\n"
		prices := accepts("prices: {currency: USD, models: {a: {input: '${DECIMAL}', output: '${DECIMAL}'}}}\nreports: [{name: a, store: pdf}]\n")
		if prices != (notPrice == nil) {
			t.Errorf("price %q: the configuration takes it: %v; the report: %v", text, prices, notPrice)
		}
		budget := accepts(one + "reports: [{name: a, store: pdf, budget: {cost: '${DECIMAL}'}}]\n")
		if nothing := text == "0"; budget != (notMoney == nil && !nothing) {
			t.Errorf("sum %q: the configuration takes it: %v; the report: %v", text, budget, notMoney)
		}
		if prices {
			taken++
		}
	}
	if taken != 9 {
		t.Errorf("%d of the texts are taken", taken)
	}
}

// The words that wire converts by their text are the same on both sides.
func TestConfigurationAndReportUseTheSameWords(t *testing.T) {
	var dimensions []report.Dimension
	for _, d := range config.Dimensions() {
		dimensions = append(dimensions, report.Dimension(d))
	}
	if !slices.Equal(dimensions, report.Dimensions()) {
		t.Errorf("dimensions: got %q, want %q", dimensions, report.Dimensions())
	}
	for period, cadence := range map[config.Period]report.Cadence{
		config.Daily: report.Daily, config.Weekly: report.Weekly, config.Monthly: report.Monthly,
	} {
		if report.Cadence(period) != cadence {
			t.Errorf("got %q, want %q", period, cadence)
		}
	}
	if config.AnyModel != report.AnyModel {
		t.Errorf("got %q, want %q", config.AnyModel, report.AnyModel)
	}
}

// Each kind that the configuration takes is one that there is a channel for.
func TestWebhooksAreWired(t *testing.T) {
	var text strings.Builder
	text.WriteString("reports:\n  - name: daily\n    store: [pdf]\n    webhooks:\n")
	for _, kind := range config.WebhookKinds() {
		fmt.Fprintf(&text, "      - {kind: %s, url: 'https://example.com/%s'}\n", kind, kind)
	}
	text.WriteString("  - {name: weekly, store: pdf}\n")
	runner := wired(t, text.String(), nil)
	daily, weekly := runner.Reports[0], runner.Reports[1]
	if daily.Chats == nil || len(daily.Chats.Webhooks) != len(config.WebhookKinds()) || daily.Chats.Depot == nil {
		t.Fatalf("%+v", daily.Chats)
	}
	for i, kind := range config.WebhookKinds() {
		if name := daily.Chats.Webhooks[i].Name(); name != string(kind) {
			t.Errorf("the channel of %s is %s", kind, name)
		}
	}
	if weekly.Chats != nil {
		t.Errorf("a report without webhooks has %+v", weekly.Chats)
	}
}
