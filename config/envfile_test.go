package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/config"
)

func writeEnv(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestEnvFileValues(t *testing.T) {
	for line, want := range map[string]string{
		"X=a": "a", "X=": "", "export X=a": "a", "  X = a b  ": "a b", "X=a#b": "a#b", "X=a # b": "a", "X= # b": "", "X=#b": "", "X=a=b==": "a=b==",
		"X='a # b'": "a # b", "X='a' # b": "a", "X=''": "", `X='a\n"$HOME'`: `a\n"$HOME`, `X="it's"`: "it's", `X="a # b" # c`: "a # b",
		`X="\"\\\$"`: `"\$`, `X="C:\new"`: `C:\new`, "X=$HOME`id`": "$HOME`id`", "X=密码": "密码", "X=1\r\nX=2": "2", "# X=1\n\nX=2\n": "2",
		"X=a\r\n": "a", "; X=b\nexport X\nY\nX=a": "a", "X='a\n b\n'\nY=c": "a\n b\n", "X=\"a\r\nb\" # c\r\n": "a\nb", "a.b-c=1\nX=a": "a", "X='a' ": "a", "X='a b'\r\n": "a b", "\ufeffX=a": "a", "X=a\rY=b": "a",
	} {
		file, err := config.ReadEnvFile(writeEnv(t, line))
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if got, ok := file.Under(environment{}.lookup)("X"); !ok || got != want {
			t.Errorf("%q: got %q, %v; want %q", line, got, ok, want)
		}
	}
}

// What cannot be read is named by its line, and shown to nobody.
func TestEnvFileFaults(t *testing.T) {
	for text, want := range map[string]string{
		"X=1\ncanary canary": "line 2", "X=1\r\n\r\nX='canary": "line 3", `X="canary`: "line 1", `X='canary'b`: "line 1", "9X=canary": "line 1",
		"X=canary\x00": "is no text in UTF-8", "\xff\xfeX\x00=\x00": "is no text in UTF-8", strings.Repeat("#", 1<<20+1): "has more than",
	} {
		name := writeEnv(t, text)
		_, err := config.ReadEnvFile(name)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), name+": ") || strings.Contains(err.Error(), "canary") {
			t.Errorf("%.20q: got %v, want %s", text, err, want)
		}
	}
}

// The environment goes before the file, and the parts of a key are taken from one of the two.
func TestEnvFileYields(t *testing.T) {
	file, err := config.ReadEnvFile(writeEnv(t, "A=file\nB=file\nTENCENTCLOUD_SECRETID=file\nTENCENTCLOUD_SECRETKEY=file\nTENCENTCLOUD_SESSIONTOKEN=file\n"))
	if err != nil {
		t.Fatal(err)
	}
	alone := environment{"A": "shell", "B": ""}
	if got := strings.Join(file.Names(alone.lookup), " "); got != "TENCENTCLOUD_SECRETID TENCENTCLOUD_SECRETKEY TENCENTCLOUD_SESSIONTOKEN" {
		t.Errorf("takes %s", got)
	}
	other := environment{"TENCENTCLOUD_SECRET_ID": "shell", "TENCENTCLOUD_SECRET_KEY": "shell"}
	if got := strings.Join(file.Names(other.lookup), " "); got != "A B" {
		t.Errorf("beside another key it takes %s", got)
	}
}

func TestFindEnvFile(t *testing.T) {
	beside, working := t.TempDir(), t.TempDir()
	put := func(folder, name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	find := func(env environment) string {
		t.Helper()
		file, err := config.FindEnvFile(env.lookup, beside, working)
		if err != nil {
			t.Fatal(err)
		}
		value, _ := file.Under(env.lookup)("X")
		return value
	}
	if got := find(nil); got != "" {
		t.Errorf("of no file it reads %q", got)
	}
	folder := filepath.Join(working, ".env")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := find(nil); got != "" {
		t.Errorf("of a folder it reads %q", got)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	put(beside, ".env", "X=beside")
	put(working, ".env", "X=working")
	if got := find(nil); got != "working" {
		t.Errorf("without a configuration it reads %q", got)
	}
	put(beside, "tokenreport.yml", "")
	if got := find(nil); got != "beside" {
		t.Errorf("with the configuration beside the binary it reads %q", got)
	}
	if got := find(environment{"TOKENREPORT_CONFIG": filepath.Join(working, "other.yml")}); got != "working" {
		t.Errorf("beside a named configuration it reads %q", got)
	}
}

// The keys are read by the platform's names, then by those of the SDK and Terraform; never some of one key and some of another.
func TestCredentialNames(t *testing.T) {
	for name, test := range map[string]struct {
		env  environment
		want string
	}{
		"platform":              {environment{"TENCENTCLOUD_SECRETID": "i", "TENCENTCLOUD_SECRETKEY": "k", "TENCENTCLOUD_SESSIONTOKEN": "t"}, "i k t"},
		"sdk":                   {environment{"TENCENTCLOUD_SECRET_ID": "i", "TENCENTCLOUD_SECRET_KEY": "k", "TENCENTCLOUD_TOKEN": "t"}, "i k t"},
		"sdk's token":           {environment{"TENCENTCLOUD_SECRETID": "i", "TENCENTCLOUD_SECRETKEY": "k", "TENCENTCLOUD_TOKEN": "t"}, "i k t"},
		"the platform's win":    {environment{"TENCENTCLOUD_SECRETID": "i", "TENCENTCLOUD_SECRETKEY": "k", "TENCENTCLOUD_SECRET_ID": "x", "TENCENTCLOUD_SECRET_KEY": "x", "TENCENTCLOUD_TOKEN": "x"}, "i k "},
		"the platform's are ''": {environment{"TENCENTCLOUD_SECRETID": "", "TENCENTCLOUD_SECRETKEY": "", "TENCENTCLOUD_SECRET_ID": "i", "TENCENTCLOUD_SECRET_KEY": "k"}, "i k "},
	} {
		c, err := config.Load(config.Source{Name: "t.yml", YAML: []byte("storage: {url: 'file:///x'}\nreports: [{name: a, store: [json]}]\n")}, test.env.lookup)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := c.Credentials.SecretID.Reveal() + " " + c.Credentials.SecretKey.Reveal() + " " + c.Credentials.Token.Reveal()
		if got != test.want || !config.HasCredentials(test.env.lookup) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
