package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// replies are what the newcomer types while a command asks.
func (w *newcomer) replies(command string) []reply {
	switch {
	case command == "go run . init":
		return []reply{
			{"\n  site", ""},
			{"\n  timezone", "Asia/Jakarta"},
			{"\n  language", "en"},
			{"\n  reports", "day"},
			{"\n  apps", "none"},
			{"\n  models", "none"},
			{"\n  to", "ops@127.0.0.1"},
			{"\n  owner", "oncall@127.0.0.1"},
			{"\n  mail", "other"},
			{"\n  host", "127.0.0.1"},
			{"\n  port", fmt.Sprint(w.relay.Port())},
			{"\n  tls", "none"},
			{"\n  from", "report@example.com"},
			{"\n  storage", "file://" + filepath.ToSlash(w.storage)},
		}
	case strings.HasPrefix(command, "read -r TENCENTCLOUD_SECRETID"):
		return []reply{{"", "AKIDnewcomer"}, {"", "key-canary"}}
	}
	return nil
}

// expectations say what must have come of a command; what is wrong, else nothing.
func expectations() map[string]func(w *newcomer, shown string) string {
	return map[string]func(*newcomer, string) string{
		"go run . demo": func(w *newcomer, _ string) string { return w.lacks("tokenreport-demo/mail.html") },
		"go run . init": func(w *newcomer, _ string) string {
			if wrong := w.lacks(".env"); wrong != "" {
				return wrong
			}
			return w.moveAPI()
		},
		"go run . check": says("ok       storage", "ok       mail login"),
		"go run . run --dry-run --out preview": func(w *newcomer, _ string) string {
			if len(w.relay.Messages()) > 0 {
				return "a dry run sent a mail"
			}
			return w.lacks("preview/daily/*/mail.html")
		},
		"go run . run": func(w *newcomer, _ string) string {
			if mails := w.relay.Messages(); len(mails) != 1 || mails[0].To[0] != "ops@127.0.0.1" {
				return fmt.Sprintf("%d mails, want the first one", len(mails))
			}
			return ""
		},
		"go run . package --out dist/": func(w *newcomer, _ string) string { return w.lacks("dist/main") + w.lacks("dist/tokenreport.yml") },
	}
}

func says(texts ...string) func(*newcomer, string) string {
	return func(_ *newcomer, shown string) string {
		for _, text := range texts {
			if !strings.Contains(shown, text) {
				return fmt.Sprintf("it does not say %q", text)
			}
		}
		return ""
	}
}

// lacks says so if there is no such file in the clone.
func (w *newcomer) lacks(pattern string) string {
	if found, err := filepath.Glob(filepath.Join(w.clone, pattern)); err != nil || len(found) == 0 {
		return "it did not write " + pattern
	}
	return ""
}

// moveAPI puts the embedded API in the place of Tencent's, of which the dialog knows two addresses alone.
func (w *newcomer) moveAPI() string {
	const real = "lke.intl.tencentcloudapi.com"
	file := filepath.Join(w.clone, "tokenreport.yml")
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), real) != 1 {
		return fmt.Sprintf("tokenreport.yml does not name the API's address once: %v", err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), real, w.api.Endpoint, 1)), 0o600); err != nil {
		return err.Error()
	}
	return ""
}
