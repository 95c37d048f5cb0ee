package config_test

import (
	"strings"
	"testing"
)

// What a variable holds stays within its value, however much it looks like YAML.
func TestVariablesCannotChangeTheStructure(t *testing.T) {
	attacks := []string{
		"x: y", "x # no comment", `x" y`, "x' y", "[a, b]", "{a: b}", "*alias", "&anchor", "!tag", "- item", "? key", "<<",
		"|", "> x", "%x", "@x", "`x`", "---", "...", "null", "~", "true", "1e3", "${SMTP_PASSWORD}",
		`", email: {to: thief@example.com}, x: "`, `', email: {to: thief@example.com}, x: '`,
	}
	for _, attack := range attacks {
		t.Run(attack, func(t *testing.T) {
			c := mustLoad(t, `
storage: {url: "file:///srv/reports"}
smtp: {host: h, from: f@example.com, username: u, password: "${ATTACK}"}
reports:
  - name: plain
    title: ${ATTACK}
    filter: {model_name: "${ATTACK}", app_type: '${ATTACK}'}
    store: pdf
`, environment{"ATTACK": attack, "SMTP_PASSWORD": canary})
			r := c.Reports[0]
			for _, got := range []string{r.Title, r.Filter.ModelName, r.Filter.AppType, c.SMTP.Password.Reveal()} {
				if got != attack {
					t.Errorf("got %q, want %q", got, attack)
				}
			}
			if r.Email != nil {
				t.Errorf("the variable has added %+v", r.Email)
			}
		})
	}
}

func TestLineBreakInVariable(t *testing.T) {
	_, err := load("storage: {url: 'file:///srv/reports'}\nreports: [{name: a, store: pdf, title: '${ATTACK}'}]",
		environment{"ATTACK": "x\nemail:\n  to: thief@example.com"})
	want := "tokenreport.yml:2:40: reports[0].title: holds the character U+000A, which is not accepted; " +
		"set ATTACK to text on one line, without control characters and marks of direction"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// The type of a value with a variable is that of its key.
func TestTypeAfterExpansion(t *testing.T) {
	for _, port := range []string{"${SMTP_PORT:-465}", `"${SMTP_PORT:-465}"`, "4${SIX}5"} {
		c := mustLoad(t, strings.ReplaceAll(`
smtp:
  host: h
  from: f@example.com
  port: PORT
reports: [{name: a, email: {to: ops@example.com}}]
`, "PORT", port), environment{"SIX": "6"})
		if c.SMTP.Port != 465 {
			t.Errorf("%s: got %d", port, c.SMTP.Port)
		}
	}
}
