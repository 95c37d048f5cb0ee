package config

import (
	"cmp"
	"slices"

	"tokenreport/templates"
)

// Lookup reads one environment variable as [os.LookupEnv] does. It is asked anew at every [Load], since the
// platform changes the environment between the invocations of a warm instance.
type Lookup func(name string) (value string, ok bool)

// Load reads and checks a configuration and takes the credentials from env. The error, if any, is an [Errors]
// with everything that is wrong; then the configuration is nil.
func Load(src Source, env Lookup) (*Config, error) {
	found := &problems{file: src.Name}
	c := &Config{}
	if document := parse(src.YAML, found); document != nil {
		c = readConfig(buildTree(document, env, found), src)
	}
	c.Credentials = readCredentials(env, found)
	if c.Dispatch == DispatchSCF {
		c.Platform = readPlatform(env, found)
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// Remnant returns what is sound of a configuration that [Load] refuses, as far as somebody has to be told of that: SMTP,
// Owner, and Storage and Credentials where they are sound as well. Of a file in which no owner can be read, it takes the
// variables that the built-in configuration reads instead. It is nil where nobody can be told.
func Remnant(src Source, env Lookup) *Config {
	for _, candidate := range []Source{src, Default()} {
		if c := remnant(candidate, env); c != nil {
			return c
		}
	}
	return nil
}

func remnant(src Source, env Lookup) *Config {
	found := &problems{file: src.Name}
	document := parse(src.YAML, found)
	if document == nil {
		return nil
	}
	c := readConfig(buildTree(document, env, found), src)
	if len(c.Owner) == 0 || c.SMTP == nil || found.within("owner") || found.within("smtp") {
		return nil
	}
	known := len(found.all)
	c.Credentials = readCredentials(env, found)
	if len(found.all) > known || found.within("storage") {
		c.Storage = nil
	}
	return c
}

func readConfig(root *node, src Source) *Config {
	s := root.section()
	timezone, language, api := s.get("timezone"), s.get("language"), s.get("api")
	smtp, storage, dispatch, branding := s.get("smtp"), s.get("storage"), s.get("dispatch"), s.get("branding")
	ownTemplates := s.get("templates")
	lateData, missed, tolerance := s.get("late_data"), s.get("missed"), s.get("tolerance")
	owner, prices, reports := s.get("owner"), s.get("prices"), s.get("reports")
	s.end()

	zone := defaultZone(root)
	c := &Config{
		Timezone:  timezone.zone(zone),
		Language:  readLanguage(language, English),
		API:       readAPI(api, zone),
		SMTP:      readSMTP(smtp),
		Storage:   readStorage(storage),
		Dispatch:  oneOf(dispatch, DispatchLocal, DispatchLocal, DispatchSCF),
		Branding:  readBranding(branding, src.Files),
		LateData:  readLateData(lateData),
		Tolerance: quantity(tolerance, 10, parseBasisPoints, percentageAccepted),
		Missed:    oneOf(missed, MissedMake, MissedMake, MissedNotify),
		Owner:     readRecipients(owner, map[string]string{}),
		Prices:    readPrices(prices),
	}
	c.dress(readTemplates(ownTemplates, src))
	c.Reports = readReports(reports, c.Timezone, c.Language)
	requireSection(smtp, "host", "the mail server's name", firstWith(reports, "email"), owner)
	requireSection(storage, "url", "a storage url such as "+storageExample, firstWith(reports, "store"))
	requireSection(prices, "currency", currencyAccepted+", and models", firstWith(reports, "budget", "cost"))
	if c.SMTP != nil {
		checkReach(c.SMTP.Allow, smtp.field("allow"), reports, owner)
	}
	return c
}

// dress gives the configuration a folder's looks. What branding has goes before what the folder has.
func (c *Config) dress(l looks) {
	c.Templates = l.set
	c.Branding.Colour = cmp.Or(c.Branding.Colour, l.colour)
	if c.Branding.Logo == nil {
		c.Branding.Logo = l.logo
	}
}

func readLateData(n *node) LateData {
	s := n.section()
	defer s.end()
	return LateData{
		Periods:   s.get("periods").integer(1, 0, 31),
		Threshold: quantity(s.get("threshold"), 1_00, parseBasisPoints, percentageAccepted),
		Mail:      s.get("mail").truth(false),
		Doubtful:  s.get("doubtful").integer(7, 0, 31),
	}
}

func readLanguage(n *node, fallback Language) Language {
	return Language(oneOf(n, string(fallback), templates.Languages()...))
}

// firstWith returns the value of a key, or of a key within it, in the first report that has a readable one; an absent node
// where none has.
func firstWith(reports *node, keys ...string) *node {
	for _, value := range reports.items {
		for _, key := range keys {
			value = value.field(key)
		}
		if value.given() {
			return value
		}
	}
	return &node{kind: absent}
}

// requireSection complains where one of the users is given, and cannot do without a section that is left out or that
// an empty value of its deciding key switches off.
func requireSection(section *node, key, what string, users ...*node) {
	first := slices.IndexFunc(users, (*node).given)
	if first < 0 {
		return
	}
	user := users[first]
	switch decider := section.field(key); {
	case decider.empty() && decider.kind != absent:
		decider.refuse("is empty, but "+user.path+" needs it", what)
	case section.empty():
		user.complain("needs the section "+section.path+", which is missing", "add "+section.path+" with "+key+", "+what)
	}
}
