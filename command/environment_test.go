package command_test

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/apiclient"
	"tokenreport/command"
)

// Every command takes the two flags; those that need a configuration read it and the .env beside it.
func TestEveryCommandTakesTheFiles(t *testing.T) {
	for _, name := range []string{"demo", "run", "backfill", "check", "preview", "invoke", "schema", "package", "templates", "version"} {
		c := newConsole(nil)
		if status := c.run(t, name, "--config", "x", "--env-file", "y", "--help"); status != 0 || !strings.Contains(c.out.String(), "-env-file") || !strings.Contains(c.out.String(), "-config") {
			t.Errorf("%s: status %d: %s%s", name, status, &c.out, &c.err)
		}
	}
}

// inFile is an account whose keys are in a .env, and whose configuration is beside it.
func inFile(t *testing.T) (c *console, folder string) {
	t.Helper()
	environment, storage := account(t)
	folder = t.TempDir()
	put(t, folder, map[string]string{
		"tokenreport.yml": "api: {endpoint: '" + environment["TOKENREPORT_ENDPOINT"] + "', region: ap-guangzhou}\n" +
			"storage: {url: '${STORE}'}\nreports: [{name: daily, store: [json]}]\n",
		".env": "# by hand\r\nTENCENTCLOUD_SECRET_ID=id\r\nTENCENTCLOUD_SECRET_KEY='key-canary'\r\nSTORE=file://" + storage + "\r\n",
	})
	return newConsole(map[string]string{}), folder
}

func TestRunReadsTheEnvFile(t *testing.T) {
	c, folder := inFile(t)
	name := filepath.Join(folder, "tokenreport.yml")
	said := "read from " + filepath.Join(folder, ".env") + ": STORE, TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY\n"
	for _, command := range []string{"run --date 2024-11-19", "run --date 2024-11-19 --dry-run", "check", "backfill --from 2024-11-19 --until 2024-11-19 --dry-run"} {
		args := append(strings.Fields(command), "--config", name)
		if status := c.run(t, args...); status != 0 || !strings.Contains(c.err.String(), said) || strings.Contains(c.err.String(), "canary") {
			t.Errorf("%s: status %d: %s%s", command, status, &c.out, &c.err)
		}
	}
	c.Folders = []string{t.TempDir(), folder}
	if status := c.run(t, "run", "--date", "2024-11-19"); status != 0 {
		t.Errorf("in its folder: status %d: %s%s", status, &c.out, &c.err)
	}
	empty := filepath.Join(t.TempDir(), "empty.env")
	put(t, filepath.Dir(empty), map[string]string{"empty.env": ""})
	if status := c.run(t, "run", "--env-file", empty); status != 2 || !strings.Contains(c.err.String(), "environment variable STORE is not set") {
		t.Errorf("with another: status %d: %s%s", status, &c.out, &c.err)
	}
	for args, want := range map[string]string{
		"run --env-file nowhere":   "tokenreport run: nowhere: cannot be read: no such file or directory; correct --env-file",
		"run --config nowhere":     "tokenreport run: nowhere: cannot be read: no such file or directory; correct --config\n",
		"package --config nowhere": "nowhere: cannot be read: no such file or directory; correct --config\n",
	} {
		if status := c.run(t, strings.Fields(args)...); status != 2 && !strings.HasPrefix(args, "package") || !strings.Contains(c.err.String(), want) {
			t.Errorf("%s: status %d: %s", args, status, &c.err)
		}
	}
}

// The function has what the platform gives it, whatever lies beside its configuration.
func TestTheFunctionReadsNoEnvFile(t *testing.T) {
	c, folder := inFile(t)
	c.Folders, c.Function = []string{folder}, new(apiclient.Function)
	event, err := json.Marshal(map[string]string{"Type": "Timer", "Time": "2024-11-20T00:30:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := command.Invoke(t.Context(), c.System, slog.New(slog.DiscardHandler), event); err == nil || !strings.Contains(err.Error(), "STORE is not set") {
		t.Errorf("got %v", err)
	}
}

// Who has no configuration is told that, and nothing of the keys that it would have.
func TestWithoutAConfiguration(t *testing.T) {
	folder := t.TempDir()
	c := newConsole(map[string]string{"TENCENTCLOUD_SECRETID": "id"})
	c.Folders = []string{folder}
	for _, command := range []string{"run", "check --json", "backfill --from 2024-11-19 --until 2024-11-19"} {
		want := ": no tokenreport.yml in " + folder + "; run `tokenreport init`\n"
		if status := c.run(t, strings.Fields(command)...); status != 2 || !strings.HasSuffix(c.err.String(), want) || strings.Count(c.err.String(), "\n") != 1 {
			t.Errorf("%s: status %d: %s", command, status, &c.err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "tokenreport.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want := "no tokenreport.yml in " + folder + ", but a tokenreport.yaml; rename it to tokenreport.yml, or run `tokenreport init`\n"
	if status := c.run(t, "run"); status != 2 || !strings.HasSuffix(c.err.String(), want) {
		t.Errorf("status %d: %s", status, &c.err)
	}
}

// What is mistyped is one line, and names what was probably meant.
func TestMistyped(t *testing.T) {
	for args, want := range map[string]string{
		"chekc":           `tokenreport: there is no command "chekc"; did you mean check?; see tokenreport --help`,
		"rnu":             `tokenreport: there is no command "rnu"; did you mean run?; see tokenreport --help`,
		"run --dryrun":    "tokenreport run: unknown flag --dryrun; did you mean --dry-run?; see tokenreport run --help",
		"run -raport=x":   "tokenreport run: unknown flag --raport; did you mean --report?; see tokenreport run --help",
		"run --xyz":       "tokenreport run: unknown flag --xyz; see tokenreport run --help",
		"run --date":      "tokenreport run: flag needs an argument: -date; see tokenreport run --help",
		"run --dry-run=x": `tokenreport run: invalid boolean value "x" for -dry-run: parse error; see tokenreport run --help`,
		"run extra":       `tokenreport run: unexpected argument "extra"; see tokenreport run --help`,
	} {
		c := newConsole(nil)
		if status := c.run(t, strings.Fields(args)...); status != 2 || c.err.String() != want+"\n" || c.out.Len() > 0 {
			t.Errorf("%s: status %d: %s%s\nwant %s", args, status, &c.out, &c.err, want)
		}
	}
}
