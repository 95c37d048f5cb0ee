package command_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tokenreport/config"
	"tokenreport/golden"
)

// noon is when the tests write configurations.
func noon() time.Time { return time.Date(2024, 11, 20, 4, 0, 0, 0, time.UTC) }

// initConsole is somebody who calls init without a terminal.
func initConsole(variables map[string]string) *console {
	c := newConsole(variables)
	c.Now = noon
	return c
}

func readFile(t *testing.T, names ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(names...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// loads reads a written configuration as a run does, its variables being those of the .env.
func loads(t *testing.T, folder string) *config.Config {
	t.Helper()
	env := func(name string) (string, bool) {
		values := map[string]string{"SMTP_PASSWORD": "hunter2", "TENCENTCLOUD_SECRETID": "id", "TENCENTCLOUD_SECRETKEY": "key"}
		value, ok := values[name]
		return value, ok
	}
	c, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(readFile(t, folder, "tokenreport.yml"))}, env)
	if err != nil {
		t.Fatalf("the written configuration is refused: %v\n%s", err, readFile(t, folder, "tokenreport.yml"))
	}
	return c
}

func TestInitWritesWhatIsAnswered(t *testing.T) {
	const bucket = "cos://reports-1250000000/token-usage?region=ap-jakarta"
	for name, args := range map[string][]string{
		"mail":    {"--to", "ops@example.com", "--mail", "ses", "--username", "report@example.com"},
		"storage": {"--site", "domestic", "--storage", bucket},
		"all": {
			"--site", "international", "--region", "ap-singapore", "--timezone", "America/New_York", "--language", "id", "--reports", "day,week,month",
			"--apps", "1790000000000000001,1790000000000000002", "--models", "cs-normal, Qwen/QwQ-32B", "--to", "ops@example.com, Boss <boss@example.com>",
			"--owner", "oncall@example.com", "--mail", "other", "--host", "smtp.example.com", "--tls", "starttls", "--username", "user: #1", "--from", "用量报告 <report@example.com>",
			"--storage", bucket,
		},
		"relay": {"--to", `"Doe, Jane" <jane@example.com>`, "--host", "127.0.0.1", "--tls", "none", "--from", "report@example.com", "--storage", "/srv/reports"},
		"qq":    {"--to", "ops@example.com", "--mail", "qq", "--username", "12345@qq.com", "--language", "zh-CN"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			c := initConsole(nil)
			if status := c.run(t, append([]string{"init", "--out", folder}, args...)...); status != 0 {
				t.Fatalf("status %d: %s", status, &c.err)
			}
			loads(t, folder)
			golden.Check(t, "testdata/init/"+name+".yml", []byte(readFile(t, folder, "tokenreport.yml")))
			golden.Check(t, "testdata/init/"+name+".env", []byte(readFile(t, folder, ".env")))
			golden.Check(t, "testdata/init/"+name+".txt", []byte(strings.ReplaceAll(c.out.String(), folder, "FOLDER")))
			checkVariables(t, readFile(t, folder, "tokenreport.yml"))
		})
	}
}

// checkVariables holds a configuration against the variables that a deployment passes on.
func checkVariables(t *testing.T, yml string) {
	t.Helper()
	passed := readFile(t, "../serverless.yml")
	for _, found := range regexp.MustCompile(`\$\{(\w+)`).FindAllStringSubmatch(yml, -1) {
		if name := found[1]; !strings.Contains(passed, "      "+name+": ${env:"+name+"}\n") {
			t.Errorf("serverless.yml does not pass %s to the function", name)
		}
	}
}

// Whatever is answered, what is written is a configuration.
func TestInitWritesAConfigurationWhateverIsAnswered(t *testing.T) {
	mails := map[string][]string{
		"none": nil, "ses": {"--mail", "ses", "--username", "r@example.com"}, "exmail": {"--mail", "exmail", "--username", "r@example.com"},
		"qq": {"--mail", "qq", "--username", "r@qq.com"}, "gmail": {"--mail", "gmail", "--username", "r@gmail.com"},
		"other":    {"--host", "smtp.example.com", "--username", "user", "--from", "r@example.com"},
		"starttls": {"--host", "smtp.example.com", "--tls", "starttls", "--username", "r@example.com"},
		"relay":    {"--host", "smtp.example.com", "--tls", "none", "--from", "r@example.com"},
	}
	written := 0
	for mail, withMail := range mails {
		for _, storage := range []string{"none", "cos://reports-1250000000/a?region=ap-jakarta", "file:///srv/reports"} {
			for _, site := range []string{"international", "domestic"} {
				for _, rest := range [][]string{nil, {"--language", "id", "--reports", "week,month", "--apps", "1,2"}} {
					args := append([]string{"init", "--yes", "--site", site, "--storage", storage}, rest...)
					if withMail != nil {
						args = append(append(args, "--to", "ops@example.com"), withMail...)
					}
					folder := t.TempDir()
					c := initConsole(nil)
					status := c.run(t, append(args, "--out", folder)...)
					if storage == "none" && withMail == nil {
						if status != 2 || !strings.Contains(c.err.String(), "missing: --to or --storage") {
							t.Errorf("status %d: %s", status, &c.err)
						}
						continue
					}
					if status != 0 {
						t.Errorf("%s %q: status %d: %s", mail, args, status, &c.err)
						continue
					}
					written++
					got := loads(t, folder)
					if (got.SMTP != nil) != (withMail != nil) || (got.Storage != nil) != (storage != "none") {
						t.Errorf("%q wrote %+v", args, got)
					}
				}
			}
		}
	}
	if written != 4*(8*3-1) {
		t.Errorf("only %d configurations were written", written)
	}
}

func TestInitRefuses(t *testing.T) {
	mail := "--to ops@example.com --mail ses --username r@example.com "
	for args, want := range map[string]string{
		"":                                  "missing: --to or --storage; at a terminal they are asked for; see tokenreport init --help",
		"--to ops@example.com":              "missing: --mail or --host, --username; at",
		"--to ops@example.com --mail ses":   "missing: --username; at",
		"--to ops@example.com --mail other": "missing: --host, --from; at",
		"--to ops@example.com --mail other --host h --username u": "missing: --from; at",
		"--owner ops@example.com --mail ses --username r@x.com":   "missing: --to or --storage; at",
		"--storage file:///x --timezone Asia/Jakrta":              `--timezone: is "Asia/Jakrta", which is no known time zone (did you mean Asia/Jakarta?); give an IANA name such as Asia/Jakarta or UTC; see`,
		"--storage file:///x --language tlh":                      `--language: is "tlh"; give en, id or zh-CN`,
		"--storage file:///x --site moon":                         `--site: is "moon"; give international or domestic`,
		"--storage file:///x --region Jakarta":                    `--region: is "Jakarta", which is no region`,
		"--storage file:///x --reports day,year":                  `--reports: is "year"; give day, week or month`,
		"--storage file:///x --config x.yml":                      "unknown flag --config",
		"--storage file:///x --env-file x":                        "unknown flag --env-file",
		"--storage s3://x":                                        "--storage: begins neither with cos:// nor with file:///",
		"--storage file:///x --host smtp.example.com":             "--host is of no use, since nobody gets a mail; give --to or --owner, too",
		"--storage ${X}":                                          `--storage: holds "${", which begins a reference to a variable`,
		"--to ops":                                                `--to: is "ops", which is no mail address`,
		"--to ops@example.com,ops@example.com":                    `--to: is "ops@example.com", who is named in reports[0].email.to[0] already`,
		mail + "--owner nobody":                                   `--owner: is "nobody", which is no mail address`,
		mail + "--mail pigeon":                                    `--mail: is "pigeon"; give ses, exmail, qq, gmail or other`,
		mail + "--host https://smtp.example.com":                  `--host: is "https://smtp.example.com", which is no host's name`,
		mail + "--port 0":                                         "--port: is 0; give a whole number from 1 to 65535",
		mail + "--tls maybe":                                      `--tls: is "maybe"; give implicit, starttls or none`,
		mail + "--from nobody":                                    `--from: is "nobody", which is no mail address`,
		mail + "--mail qq --from x@qq.com":                        "--from: is not the address in username, and this mail server answers 501 to any other sender",
		mail + "--apps 1,1":                                       `--apps: is "1" a second time`,
		mail + "--apps 1,x":                                       `--apps: is "x"; an AppBizId is a number`,
		mail + "--apps 12345678901234567890123":                   `--apps: is "12345678901234567890123"; an AppBizId`,
		mail + "--models cs-normal,!!":                            `--models: is "!!"; the API's name of a model is one word`,
		mail + "--tls none":                                       "--username: would be sent in the clear with tls: none; use tls: implicit or tls: starttls",
		mail + "--username report":                                `--username: is "report"; give the address that the mail server knows you by`,
		mail + "--apps a\ufeffb":                                  `--apps: is "a\ufeffb"; an AppBizId is a number`,
		mail + "--force 1":                                        `unexpected argument "1"`,
	} {
		folder := t.TempDir()
		c := initConsole(nil)
		status := c.run(t, append([]string{"init", "--out", folder}, strings.Fields(args)...)...)
		if status != 2 || !strings.Contains(c.err.String(), want) {
			t.Errorf("%s: status %d, %s\nwant %s", args, status, &c.err, want)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%s: wrote %v, %v", args, left, err)
		}
	}
}

// What it says to do next can be done where it is said: a function is packed in a clone alone.
func TestInitSaysWhereTheFunctionIsPacked(t *testing.T) {
	const elsewhere = "# to deploy, move tokenreport.yml and .env into your clone of the repository, and there:\n  tokenreport package"
	clone := t.TempDir()
	put(t, clone, map[string]string{"docs/tokenreport.schema.json": config.Schema()})
	for folder, want := range map[string]bool{clone: false, t.TempDir(): true} {
		c := initConsole(nil)
		if status := c.run(t, "init", "--out", folder, "--storage", "/srv/r"); status != 0 || strings.Contains(c.out.String(), elsewhere) != want || strings.Contains(c.out.String(), "go run .") == want {
			t.Errorf("status %d: %s%s", status, &c.out, &c.err)
		}
	}
}

// Whoever has answered that nobody gets a mail is told why the rest cannot be nothing, too.
func TestInitSaysWhyItNeedsAStorage(t *testing.T) {
	c := initConsole(nil)
	c.Interactive, c.Stdin = true, &typist{shown: &c.err, lines: []string{"", "", "", "", "", "", "", "", "none"}}
	if status := c.run(t, "init", "--out", t.TempDir()); status != 2 || !strings.Contains(c.err.String(), "✗ is needed, since nobody gets the report by mail") {
		t.Errorf("status %d: %s", status, &c.err)
	}
}

// typist answers line after line, as a terminal shows it.
type typist struct {
	lines []string
	shown io.Writer
}

func (p *typist) Read(b []byte) (int, error) {
	if len(p.lines) == 0 {
		return 0, io.EOF
	}
	line := p.lines[0] + "\n"
	p.lines = p.lines[1:]
	_, err := io.WriteString(p.shown, line)
	return copy(b, line), err
}

// At a terminal each mistake is told at once, in the loader's words, and the question put again.
func TestInitAsks(t *testing.T) {
	folder := t.TempDir()
	c := initConsole(nil)
	c.Interactive, c.Stdin = true, &typist{shown: &c.err, lines: []string{
		"i", "Asia/Jakrta", "", "", "day, year", "day,week", "", "cs-normal",
		"ops@example.com, boss", "ops@example.com, boss@example.com", "oncall@example.com",
		"pigeon", "q", "", "12345@qq.com", "reports", "cos://reports-1250000000/usage?region=ap-jakarta",
	}}
	passwords := []string{`it's "quoted"`, "hunter2-canary #1"}
	c.Secret = func(context.Context) (string, error) {
		next := passwords[0]
		passwords = passwords[1:]
		return next, nil
	}
	if status := c.run(t, "init", "--out", folder); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	golden.Check(t, "testdata/init/dialog.txt", c.err.Bytes())
	got := loads(t, folder)
	if len(got.Reports) != 2 || got.SMTP.Host != "smtp.qq.com" || got.SMTP.From.Address != "12345@qq.com" || got.Storage.COS == nil {
		t.Errorf("wrote %+v", got)
	}
	if env := readFile(t, folder, ".env"); !strings.Contains(env, "\nSMTP_PASSWORD='hunter2-canary #1'\n") {
		t.Errorf("the .env is\n%s", env)
	}
	for _, shown := range []string{c.out.String(), c.err.String(), readFile(t, folder, "tokenreport.yml")} {
		if strings.Contains(shown, "canary") || strings.Contains(shown, "quoted\"") {
			t.Errorf("the password is shown:\n%s", shown)
		}
	}
}

// What flags have answered is not asked, and --yes asks nothing.
func TestInitAsksOnlyWhatIsOpen(t *testing.T) {
	for _, test := range []struct {
		args   string
		status int
	}{
		{"--yes --storage file:///srv/reports", 0},
		{"--site i --timezone UTC --language en --reports day --apps none --models none --to none --owner none --storage /srv/reports", 0},
		{"--storage file:///srv/reports", 2}, // the rest is asked for, and nobody answers
	} {
		folder := t.TempDir()
		c := initConsole(nil)
		c.Stdin, c.Interactive = strings.NewReader(""), true
		status := c.run(t, append([]string{"init", "--out", folder}, strings.Fields(test.args)...)...)
		if status != test.status {
			t.Errorf("%s: status %d: %s", test.args, status, &c.err)
		}
		if status != 0 && !strings.Contains(c.err.String(), "the answers ended before the questions; nothing is written") {
			t.Errorf("%s: %s", test.args, &c.err)
		}
	}
}

// Ctrl-C ends a dialog whose reader still waits for a line.
func TestInitIsInterrupted(t *testing.T) {
	waits, never := io.Pipe()
	defer func() { _ = never.Close() }()
	ctx, interrupt := context.WithCancel(t.Context())
	c := initConsole(nil)
	c.Stdin, c.Interactive = waits, true
	interrupt()
	if status := c.runContext(ctx, "init", "--out", t.TempDir()); status != 1 || !strings.Contains(c.err.String(), "tokenreport init: interrupted; nothing is written\n") {
		t.Errorf("status %d: %s", status, &c.err)
	}
}

func TestInitTakesThePasswordOfTheEnvironment(t *testing.T) {
	folder := t.TempDir()
	c := initConsole(map[string]string{"SMTP_PASSWORD": "hunter2-canary"})
	args := []string{"init", "--out", folder, "--to", "ops@example.com", "--mail", "gmail", "--username", "r@gmail.com"}
	if status := c.run(t, args...); status != 0 {
		t.Fatalf("status %d: %s", status, &c.err)
	}
	if env := readFile(t, folder, ".env"); !strings.Contains(env, "\nSMTP_PASSWORD=hunter2-canary\n") {
		t.Errorf("the .env is\n%s", env)
	}
	if strings.Contains(c.out.String(), "canary") || strings.Contains(c.out.String(), "fill in SMTP_PASSWORD") {
		t.Errorf("told %s", &c.out)
	}
	c = initConsole(map[string]string{"SMTP_PASSWORD": "canary'$"})
	args[2] = t.TempDir()
	if status := c.run(t, args...); status != 2 || !strings.Contains(c.err.String(), "SMTP_PASSWORD: holds a ' beside one of") || strings.Contains(c.err.String(), "canary") {
		t.Errorf("status %d: %s", status, &c.err)
	}
}

// errReader is a terminal that is gone.
type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

func TestInitTellsWhatIsWrongWithTheTerminal(t *testing.T) {
	c := initConsole(nil)
	c.Stdin, c.Interactive = errReader{}, true
	if status := c.run(t, "init", "--out", t.TempDir()); status != 1 || !strings.Contains(c.err.String(), "ask: input/output error; nothing is written") {
		t.Errorf("status %d: %s", status, &c.err)
	}
}
