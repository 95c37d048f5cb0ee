package config

import (
	"slices"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	env := func(name string) (string, bool) {
		value, ok := map[string]string{"A": "one", "B": "two", "EMPTY": "", "NESTED": "${A}", "_x9": "low"}[name]
		return value, ok
	}
	tests := []struct {
		raw, text string
		variables []string
	}{
		{raw: "", text: ""},
		{raw: "plain", text: "plain"},
		{raw: "$A $ $$ $(A) 5$", text: "$A $ $$ $(A) 5$"},
		{raw: "${A}", text: "one", variables: []string{"A"}},
		{raw: "${_x9}", text: "low", variables: []string{"_x9"}},
		{raw: "<${A}-${B}-${A}>", text: "<one-two-one>", variables: []string{"A", "B"}},
		{raw: "$${A}", text: "$one", variables: []string{"A"}},
		{raw: "${EMPTY}", text: "", variables: []string{"EMPTY"}},
		{raw: "${NESTED}", text: "${A}", variables: []string{"NESTED"}},
		{raw: "${A:-x}", text: "one", variables: []string{"A"}},
		{raw: "${UNSET:-x y}", text: "x y", variables: []string{"UNSET"}},
		{raw: "${UNSET:-}", text: "", variables: []string{"UNSET"}},
		{raw: "${EMPTY:-x}", text: "x", variables: []string{"EMPTY"}},
		{raw: "${UNSET:-a:-b:+$c}", text: "a:-b:+$c", variables: []string{"UNSET"}},
		{raw: "${A:+x}", text: "x", variables: []string{"A"}},
		{raw: "${UNSET:+x}${EMPTY:+y}", text: "", variables: []string{"UNSET", "EMPTY"}},
		{raw: "${UNSET:-x}}", text: "x}", variables: []string{"UNSET"}},
		{raw: "${UNSET:-$}{", text: "${", variables: []string{"UNSET"}},
	}
	for _, test := range tests {
		t.Run(test.raw, func(t *testing.T) {
			got := expand(test.raw, env)
			if got.text != test.text || !slices.Equal(got.variables, test.variables) || len(got.faults) > 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestExpandFaults(t *testing.T) {
	env := func(name string) (string, bool) { return map[string]string{"BAD": "\xff"}[name], name == "BAD" }
	const malformed = `has a "${" that begins no reference`
	tests := []struct {
		raw      string
		problems []string
	}{
		{"${UNSET}", []string{"the environment variable UNSET is not set"}},
		{"${UNSET}${OTHER}${UNSET}", []string{"the environment variable UNSET is not set", "the environment variable OTHER is not set"}},
		{"${BAD}", []string{"the environment variable BAD is not UTF-8"}},
		{"${BAD:-x}", []string{"the environment variable BAD is not UTF-8"}},
		{"${", []string{malformed}},
		{"${}", []string{malformed}},
		{"${A", []string{malformed}},
		{"${A B}", []string{malformed}},
		{"${9}", []string{malformed}},
		{"${A-x}", []string{malformed}},
		{"${A:?x}", []string{malformed}},
		{"${A:-${B}}", []string{malformed}},
		{"${UNSET}${", []string{"the environment variable UNSET is not set", malformed}},
	}
	for _, test := range tests {
		t.Run(test.raw, func(t *testing.T) {
			var got []string
			for _, f := range expand(test.raw, env).faults {
				got = append(got, f.problem)
			}
			if !slices.Equal(got, test.problems) {
				t.Errorf("got %q, want %q", got, test.problems)
			}
		})
	}
}

// A small file must not become a large one.
func TestExpandIsBounded(t *testing.T) {
	env := func(string) (string, bool) { return strings.Repeat("x", 1<<16), true }
	got := expand(strings.Repeat("${A}", 1<<16), env)
	if len(got.faults) != 1 || len(got.text) > 1<<21 {
		t.Errorf("got %d bytes and faults %v", len(got.text), got.faults)
	}
}

func FuzzExpand(f *testing.F) {
	for _, seed := range []string{"", "$", "${A}", "${A:-x}", "${A:+x}", "${B}${", "a${UNSET:-$}{b"} {
		f.Add(seed, "value")
	}
	f.Fuzz(func(t *testing.T, raw, value string) {
		got := expand(raw, func(name string) (string, bool) { return value, name == "A" })
		if !strings.Contains(raw, "${") && (got.text != raw || len(got.variables)+len(got.faults) > 0) {
			t.Errorf("a text without references has become %+v", got)
		}
	})
}

func TestNamesSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"SMTP_PASSWORD": true, "smtp_pass": true, "API_KEY": true, "LINK_SECRET_2": true, "DB_PASSWORD2": true, "SECRET_OF_X": true,
		"ACCESS_TOKEN": true, "TENCENTCLOUD_SECRETID": true, "TENCENTCLOUD_SECRETKEY": true, "CREDENTIALS": true,
		"TOKENREPORT_TO": false, "TOKENREPORT_STORAGE": false, "SMTP_HOST": false, "SMTP_USERNAME": false, "LANGUAGE": false,
	} {
		if got := namesSecret([]string{name}); got != want {
			t.Errorf("namesSecret(%s) = %v", name, got)
		}
	}
}

func TestClosest(t *testing.T) {
	known := []string{"host", "port", "tls", "reply_to", "when_empty", "to", "cc"}
	for word, want := range map[string]string{
		"hots": "host", "prot": "port", "replyTo": "reply_to", "reply-to": "reply_to", "Host": "host", "when_emtpy": "when_empty",
		"too": "to", "tsl": "tls", "colour": "", "": "", strings.Repeat("host", 20): "", "password": "",
	} {
		if got := closest(word, known); got != want {
			t.Errorf("closest(%q) = %q, want %q", word, got, want)
		}
	}
}
