package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tokenreport/config"
)

func TestEnvValues(t *testing.T) {
	tests := []struct{ value, want, refusal string }{
		{value: "", want: ""},
		{value: "abcd1234", want: "abcd1234"},
		{value: "A@b%c+d=e:f,g.h/i_j-k", want: "A@b%c+d=e:f,g.h/i_j-k"},
		{value: "two words", want: "'two words'"},
		{value: " ends ", want: "' ends '"},
		{value: "a#b", want: "'a#b'"},
		{value: "#", want: "'#'"},
		{value: "$HOME ${HOME} $(id) `id`", want: "'$HOME ${HOME} $(id) `id`'"},
		{value: `say "hi"`, want: `'say "hi"'`},
		{value: `back\slash \n \t`, want: `'back\slash \n \t'`},
		{value: "~!^&*()[]{}|;<>?", want: "'~!^&*()[]{}|;<>?'"},
		{value: "it's", want: `"it's"`},
		{value: "'", want: `"'"`},
		{value: "it's #1; really!", want: `"it's #1; really!"`},
		{value: "密码 é", want: "'密码 é'"},
		{value: "canary\nX=1", refusal: "holds a control character; give it without"},
		{value: "canary\x00", refusal: "holds a control character; give it without"},
		{value: `canary\`, refusal: `ends in a "\", which a .env cannot carry; give another`},
		{value: `canary'$`, refusal: "holds a ' beside one of \" $ ` \\, which a .env cannot carry; give another"},
		{value: `canary'"`, refusal: "holds a ' beside one of \" $ ` \\, which a .env cannot carry; give another"},
		{value: `canary'\n`, refusal: "holds a ' beside one of \" $ ` \\, which a .env cannot carry; give another"},
	}
	for _, test := range tests {
		got, err := envValue(test.value)
		if test.refusal != "" {
			if err == nil || err.Error() != test.refusal {
				t.Errorf("%q: got %s, %v; want %s", test.value, got, err, test.refusal)
			}
			continue
		}
		if err != nil || got != test.want {
			t.Errorf("%q: got %s, %v; want %s", test.value, got, err, test.want)
		}
		checkReaders(t, test.value)
	}
}

func FuzzEnvValue(f *testing.F) {
	for _, seed := range []string{"", "abc", "$'", `\`, `"it's"`, "a#b", " ' ", "=", "密"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if _, err := envValue(value); err == nil {
			checkDotenv(t, value)
		}
	})
}

// checkReaders holds the .env with a value against those who read it.
func checkReaders(t *testing.T, value string) {
	t.Helper()
	checkDotenv(t, value)
	shell, err := exec.LookPath("sh")
	if err != nil {
		return
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, ".env"), envWith(t, value), 0o600); err != nil {
		t.Fatal(err)
	}
	script := exec.CommandContext(t.Context(), shell, "-c", `set -a; . ./.env; set +a; exec sh -c 'printf %s "$SMTP_PASSWORD"'`)
	script.Dir, script.Env = folder, []string{"PATH=" + os.Getenv("PATH"), "HOME=/nowhere"}
	if out, err := script.CombinedOutput(); err != nil || string(out) != value {
		t.Errorf("%q: a shell reads %q, %v", value, out, err)
	}
}

func envWith(t *testing.T, value string) []byte {
	t.Helper()
	text, err := envFile(answers{"to": "ops@example.com", "username": "u", passwordQuestion: value})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// dotenvLine is the pattern of dotenv 16, by which also its successors read.
var dotenvLine = regexp.MustCompile("(?m)^\\s*(?:export\\s+)?([\\w.-]+)(?:\\s*=\\s*?|:\\s+?)(\\s*'(?:\\\\'|[^'])*'|\\s*\"(?:\\\\\"|[^\"])*\"|\\s*`(?:\\\\`|[^`])*`|[^#\r\n]+)?\\s*(?:#.*)?$")

func checkDotenv(t *testing.T, value string) {
	t.Helper()
	read := map[string]string{}
	for _, found := range dotenvLine.FindAllStringSubmatch(string(envWith(t, value)), -1) {
		text := strings.TrimSpace(found[2])
		if n := len(text); n > 1 && strings.ContainsAny(text[:1], "'\"`") && text[n-1] == text[0] {
			quote := text[0]
			text = text[1 : n-1]
			if quote == '"' {
				text = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(text)
			}
		}
		read[found[1]] = text
	}
	if len(read) != 1 || read["SMTP_PASSWORD"] != value {
		t.Errorf("%q: dotenv reads %q", value, read)
	}
}

func TestShellWords(t *testing.T) {
	for text, want := range map[string]string{"/srv/reports": "/srv/reports", "my folder": "'my folder'", "it's $HOME": `'it'\''s $HOME'`} {
		if got := shellWord(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// A text is read again as it was given, whatever it looks like to YAML.
func TestScalars(t *testing.T) {
	for _, text := range []string{
		"user", "user: #1", "#1", "- a", "{a}", "[a]", `"a"`, "'a'", `a\b`, "true", "No", "null", "~", "0x1F", "1e3", "007", ".5", "a:", ":a", "a: b", "a #b",
		"*a", "&a", "!a", "%a", "@a", "`a`", "| a", "> a", "? a", "<<", "---", "a, b", "é", "密码", "<a>", "a&b", "\u2028",
	} {
		a := answers{"to": "ops@example.com", "host": "smtp.example.com", "port": "25", "username": text, "from": "r@example.com"}
		env := func(string) (string, bool) { return "x", true }
		c, err := config.Load(config.Source{YAML: newDraft(a, schemaFile).yaml()}, env)
		switch {
		case text == "\u2028": // refused as what it is, not as something else
			if err == nil || !strings.Contains(err.Error(), "smtp.username: holds the character U+2028") {
				t.Errorf("%q: %v", text, err)
			}
		case err != nil || c.SMTP.Username != text:
			t.Errorf("%q is read as %+v, %v", text, c, err)
		}
	}
}

func TestTimerNote(t *testing.T) {
	for _, test := range []struct{ zone, now, want string }{
		{"Asia/Shanghai", "2024-11-20T00:00:00Z", ""},
		{"Asia/Jakarta", "2024-11-20T00:00:00Z", ""},
		{"UTC", "2024-11-20T00:00:00Z", ""},           // half past midnight, just late enough
		{"Europe/London", "2024-07-20T00:00:00Z", ""}, // 01:30 in summer
		{"Europe/Lisbon", "2024-11-20T00:00:00Z", ""},
		{"Atlantic/Azores", "2024-11-20T00:00:00Z", "which is 23:30 in Atlantic/Azores today; for 08:30 there write cronExpression: '0 30 17 * * * *'"},
		{"America/New_York", "2024-11-20T00:00:00Z", "which is 19:30 in America/New_York today; for 08:30 there write cronExpression: '0 30 21 * * * *'"},
		{"Asia/Kathmandu", "2024-11-20T00:00:00Z", ""},
		{"Pacific/Auckland", "2024-11-20T00:00:00Z", "which is 13:30 in Pacific/Auckland today; for 08:30 there write cronExpression: '0 30 3 * * * *'"},
	} {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(timerNote(now, test.zone), "\n")
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.zone, got, test.want)
		}
	}
}
