package command_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/apiclient/lketest"
)

// postfixHost names, for .ci/run, the host of a real Postfix that takes mail for example.com: on port 2465 with TLS, on 2587
// with STARTTLS, on 2525 without TLS and login. Its certificate is trusted by SSL_CERT_FILE. What has arrived, .ci/run counts.
const postfixHost = "TOKENREPORT_POSTFIX"

const postfixConfig = `
api: {endpoint: "${TOKENREPORT_ENDPOINT}", region: ap-guangzhou}
smtp:
  host: %s
  port: %d
  tls: %s
  username: ${USERNAME:-}
  password: ${PASSWORD:-}
  from: "Token report 报告 <${FROM:-report@example.com}>"
  reply_to: ops@example.com
  features: %s
storage: {url: "${TOKENREPORT_STORAGE}"}
prices: {currency: USD, models: {"*": {input: 0.80, output: 2.00}}}
reports:
`

// TestPostfix mails reports in all languages to a real server, each twice by a second run that must not.
func TestPostfix(t *testing.T) {
	host := os.Getenv(postfixHost)
	if host == "" {
		t.Skip(postfixHost + " names no server")
	}
	login := map[string]string{"USERNAME": "report@example.com", "PASSWORD": "mail-canary"}
	for _, way := range []struct {
		port          int
		tls, features string
	}{{2465, "implicit", "full"}, {2587, "starttls", "full"}, {2465, "implicit", "ses"}} {
		t.Run("delivered "+way.tls+" "+way.features, func(t *testing.T) {
			t.Parallel()
			text := fmt.Sprintf(postfixConfig, host, way.port, way.tls, way.features)
			for _, language := range []string{"en", "zh-CN", "id"} {
				name := strings.ToLower(language)
				text += fmt.Sprintf("  - {name: %s, language: %s, email: {to: 收件人 <%s.%s.%s@example.com>}}\n", name, language, name, way.tls, way.features)
			}
			c := postfixConsole(t, text, login)
			for range 2 {
				if status := c.run(t, "run"); status != 0 {
					t.Errorf("status %d\n%s%s", status, &c.out, &c.err)
				}
			}
		})
	}
	for name, test := range map[string]struct {
		port        int
		tls, to     string
		environment map[string]string
		want        string
	}{
		"password":  {2465, "implicit", "ops@example.com", map[string]string{"USERNAME": "report@example.com", "PASSWORD": "no"}, "535 5.7.8"},
		"sender":    {2465, "implicit", "ops@example.com", map[string]string{"FROM": "other@example.com"}, "give smtp.from the address of smtp.username"},
		"no login":  {2525, "none", "ops@example.net", map[string]string{"FROM": "nobody@example.com", "USERNAME": "", "PASSWORD": ""}, "554 5.7.1 <ops@example.net>: Relay access denied; the server wants a login"},
		"not yours": {2587, "starttls", "ops@example.com", map[string]string{"USERNAME": "", "PASSWORD": ""}, "Sender address rejected: not logged in; the server wants a login"},
		"recipient": {2587, "starttls", "o%2@example.com", nil, "550 5.1.1"},
		"clear":     {2587, "none", "ops@example.com", map[string]string{"USERNAME": "", "PASSWORD": ""}, "530 5.7.0 Must issue a STARTTLS command first; the server wants TLS first"},
		"no TLS":    {2525, "starttls", "ops@example.com", nil, "the server offers no STARTTLS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := maps.Clone(login)
			maps.Copy(environment, test.environment)
			text := fmt.Sprintf(postfixConfig, host, test.port, test.tls, "full") + fmt.Sprintf("  - {name: daily, email: {to: %q}}\n", test.to)
			c := postfixConsole(t, text, environment)
			if status := c.run(t, "run"); status != 1 || !strings.Contains(c.err.String(), test.want) {
				t.Errorf("status %d, want %q:\n%s%s", status, test.want, &c.out, &c.err)
			}
		})
	}
}

func postfixConsole(t *testing.T, text string, login map[string]string) *console {
	t.Helper()
	environment, folder := accountOf(t, lketest.Month(1))
	maps.Copy(environment, login)
	environment["TOKENREPORT_CONFIG"] = filepath.Join(folder, "tokenreport.yml")
	if err := os.WriteFile(environment["TOKENREPORT_CONFIG"], []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return newConsole(environment)
}
