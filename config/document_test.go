package config_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tokenreport/config"
)

const smallest = "storage: {url: 'file:///srv/reports'}\nreports: [{name: a, store: pdf}]\n"

func TestUnreadableText(t *testing.T) {
	const empty = "tokenreport.yml:1:1: is empty; write at least reports, or remove the file to use the built-in configuration"
	const tooLarge = "tokenreport.yml:1:1: is larger than 1048576 bytes; name a tokenreport.yml, which has a few kilobytes"
	tests := []struct{ name, text, want string }{
		{"empty", "", empty},
		{"byte order mark alone", "\ufeff", empty},
		{"blank", " \n\n", empty},
		{"Latin-1", "# caf\xe9\n", "tokenreport.yml:1:6: is not UTF-8 here; save the file in UTF-8"},
		{"Latin-1 after Chinese", "language: en\n# 用量 \xe9\n", "tokenreport.yml:2:6: is not UTF-8 here; save the file in UTF-8"},
		{"UTF-16", "\xff\xfea\x00:\x00", "tokenreport.yml:1:1: is in UTF-16; save it in UTF-8"},
		{"NUL", "a: b\nc: \x00\n", "tokenreport.yml:2:4: holds the character U+0000, which YAML does not accept; remove it"},
		{"byte order mark within", "a: b\n\ufeffc: d\n", "tokenreport.yml:2:1: holds the character U+FEFF, which YAML does not accept; remove it"},
		{"too large", smallest + strings.Repeat("#\n", 1<<19), tooLarge},
		{"too large by its byte order mark", "\ufeff" + smallest + strings.Repeat("#", 1<<20-len(smallest)), tooLarge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(test.text, nil)
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestReadableText(t *testing.T) {
	largest := smallest + string(bytes.Repeat([]byte("#"), 1<<20-len(smallest)))
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + smallest,
		"CR LF":           strings.ReplaceAll(smallest, "\n", "\r\n"),
		"directive":       "%YAML 1.1\n---\n" + smallest + "...\n",
		"largest":         largest,
	} {
		t.Run(name, func(t *testing.T) { mustLoad(t, text, nil) })
	}
}

// A file that is no configuration at all must not fill the log.
func TestVeryManyErrors(t *testing.T) {
	src := config.Source{Name: "tokenreport.yml", YAML: []byte(strings.Repeat("a: 1\n", 1000))}
	_, err := config.Load(src, environment{"TENCENTCLOUD_SECRETID": "x"}.lookup)
	lines := strings.Split(fmt.Sprint(err), "\n")
	if len(lines) != 202 {
		t.Fatalf("got %d lines", len(lines))
	}
	// 999 duplicates, the unknown key and the missing reports, less the 200 shown
	if want := "tokenreport.yml:201:1: and 801 more problems; correct these first"; lines[200] != want {
		t.Errorf("got  %s\nwant %s", lines[200], want)
	}
	if !strings.HasPrefix(lines[201], "environment: TENCENTCLOUD_SECRETKEY: ") {
		t.Errorf("the environment's error is left out: %s", lines[201])
	}
}

// A byte order mark must not shift the places of errors.
func TestPlaceAfterByteOrderMark(t *testing.T) {
	_, err := load("\ufefflanguage: fr\n"+smallest, nil)
	want := `tokenreport.yml:1:11: language: is "fr"; give en, id or zh-CN`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
