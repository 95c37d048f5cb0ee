package command

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tokenreport/apiclient"
	"tokenreport/apiclient/lketest"
	"tokenreport/command/preview"
	"tokenreport/config"
	"tokenreport/templates"
)

// The figures that a preview can show.
const (
	figuresOfAccount  = "account"
	figuresOfEmbedded = "embedded"
)

// previewDesk makes what a preview shows, by the configuration of each moment.
type previewDesk struct {
	sys       System
	demo      bool              // take the embedded API's figures in any case
	transport http.RoundTripper // to the account's API, for as long as the preview lasts
}

func newPreviewDesk(sys System, demo bool) *previewDesk {
	return &previewDesk{sys, demo, remember(apiclient.NewTransport(nil))}
}

// setup is a configuration that serves for a preview.
type setup struct {
	*config.Config
	name     string // of its file
	account  bool   // the account's figures can be had
	ownWords bool   // it is the user's, not the demo's
}

// configure reads the configuration of this moment or, where nothing at all is configured, takes the demo's. Without
// credentials it serves all the same: they are those of the embedded API then. The error is [preview.Faults] where the
// configuration is wrong.
func (d *previewDesk) configure() (setup, error) {
	sys, _, err := d.sys.settled()
	if err != nil {
		return setup{}, faultsOf(err)
	}
	source, err := find(sys)
	if err != nil {
		return setup{}, faultsOf(err)
	}
	env := watchedLookup{lookup: sys.Env}
	s := setup{name: source.Name, account: !d.demo && config.HasCredentials(sys.Env), ownWords: true}
	lookup := env.get
	if !s.account {
		lookup = withDemoCredentials(env.get)
	}
	s.Config, err = config.Load(source, lookup)
	if err != nil && builtIn(source) && !env.found.Load() {
		return d.demoSetup()
	}
	if err != nil {
		return setup{}, faultsOf(err)
	}
	return s, nil
}

// credentialPrefix begins the names of the variables that hold credentials.
const credentialPrefix = "TENCENTCLOUD_"

func withDemoCredentials(env config.Lookup) config.Lookup {
	return func(name string) (string, bool) {
		if strings.HasPrefix(name, credentialPrefix) {
			return "demo", true
		}
		return env(name)
	}
}

// demoSetup is the demo's configuration. Its servers are none: nothing is sent.
func (d *previewDesk) demoSetup() (setup, error) {
	p := play{language: string(config.English), period: config.Daily}
	var err error
	if err = p.setScenario(d.sys, demoZone, lketest.Scenes()[0].Name); err != nil {
		return setup{}, err
	}
	const nowhere = 1 // a port
	env := demoEnvironment(demoServers{"http://127.0.0.1", nowhere}, "/nowhere", p)
	c, err := config.Load(demoSource(p), env)
	return setup{Config: c}, err
}

// faultsOf is an error of the configuration in the preview's terms.
func faultsOf(err error) error {
	var all config.Errors
	if !errors.As(err, &all) {
		return err
	}
	var faults preview.Faults
	for _, e := range all {
		where := e.File
		for _, position := range []int{e.Line, e.Column} {
			if position > 0 {
				where += ":" + strconv.Itoa(position)
			}
		}
		faults = append(faults, preview.Fault{Where: where, Key: e.Path, Problem: e.Problem, Remedy: e.Remedy})
	}
	return faults
}

// Desk is what there is to choose.
func (d *previewDesk) Desk() (preview.Desk, error) {
	s, err := d.configure()
	if err != nil {
		return preview.Desk{}, err
	}
	desk := preview.Desk{
		Notes: []string{s.name}, Languages: previewLanguages(), Figures: d.figures(s), Invented: figuresOfEmbedded,
		Periods: previewPeriods(), Scenarios: previewScenarios(), Formats: formatNames(),
	}
	if !s.ownWords {
		desk.Notes = []string{"The demo's configuration, since there is no tokenreport.yml here"}
	}
	for _, r := range s.Reports {
		desk.Reports = append(desk.Reports, preview.Option{Value: r.Name, Label: r.Name})
	}
	return desk, nil
}

// figures are where a configuration's figures may be from, the usual first.
func (d *previewDesk) figures(s setup) []preview.Option {
	embedded := preview.Option{Value: figuresOfEmbedded, Label: "Embedded API", About: "Invented figures of the embedded API"}
	switch {
	case s.account:
		return []preview.Option{
			{Value: figuresOfAccount, Label: "Your account", About: "Figures of your account, fetched once for as long as the preview lasts"},
			embedded,
		}
	case s.ownWords && !d.demo:
		embedded.About += ", since there are no credentials in the environment"
	}
	return []preview.Option{embedded}
}

func previewLanguages() []preview.Option {
	options := []preview.Option{{Label: "As configured"}}
	for _, language := range templates.Languages() {
		options = append(options, preview.Option{Value: language, Label: templates.LanguageName(language)})
	}
	return options
}

func previewPeriods() []preview.Option {
	return []preview.Option{
		{Label: "As configured"}, {Value: string(config.Daily), Label: "Day"}, {Value: string(config.Weekly), Label: "Week"},
		{Value: string(config.Monthly), Label: "Month"},
	}
}

func previewScenarios() []preview.Option {
	var options []preview.Option
	for _, scene := range lketest.Scenes() {
		options = append(options, preview.Option{Value: scene.Name, Label: scene.Name + ": " + scene.About})
	}
	return options
}

// pick is the configured report of a name, the first for none.
func (s setup) pick(name string) *config.Report {
	i := slices.IndexFunc(s.Reports, func(r config.Report) bool { return r.Name == name || name == "" })
	if i < 0 {
		return nil
	}
	return &s.Reports[i]
}
