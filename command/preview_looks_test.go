package command_test

import (
	"os"
	"path/filepath"
	"testing"
)

const housed = `
smtp: {host: smtp.example.com, username: u@example.com, password: password-canary, from: "Reports <u@example.com>"}
templates: house
reports: [{name: daily, email: {to: a@example.com}}]
`

// What a folder of templates replaces is what is shown, of this moment; what is wrong with it is told with its place until it
// is mended.
func TestPreviewOfTemplates(t *testing.T) {
	name := configFile(t, housed)
	house := filepath.Join(filepath.Dir(name), "house")
	put(t, house, map[string]string{
		"text/en.json":   `{"title": "Assistant usage"}`,
		"mail.txt.tmpl":  "{{.Title}} of ours\n\n{{.StopNote}}\n",
		"mail.html.tmpl": `<html lang="{{.Language}}"><head><title>{{.Subject}}</title></head><body class="ours">{{.Title}}</body></html>`,
		"report.css":     "h1 { letter-spacing: 0.5em }\n",
		"colours.json":   `{"accent": "#00695C"}`,
	})
	c := newConsole(map[string]string{"TOKENREPORT_CONFIG": name})
	at := startPreview(t, c)
	sound := [][3]string{
		{"/", "200", `src="/view/mail"`},
		{"/facts?date=2024-11-19", "200", `"value":"Assistant usage 2024-11-19`},
		{"/view/mail?date=2024-11-19", "200", `<body class="ours">Assistant usage</body>`},
		{"/view/text?date=2024-11-19", "200", "Assistant usage of ours"},
		{"/view/page?date=2024-11-19", "200", "letter-spacing: 0.5em"},
		{"/view/page?date=2024-11-19", "200", "Assistant usage"},
		{"/view/pdf?date=2024-11-19", "200", "%PDF-"},
		{"/view/mail?date=2024-11-19&language=zh-CN", "200", `<body class="ours">Token 用量</body>`},
	}
	wantAll(t, at, sound)

	put(t, house, map[string]string{"mail.txt.tmpl": "{{.Title}} of ours\n\n{{.StopNot}}\n"})
	fault := "house/mail.txt.tmpl:3:3"
	wantAll(t, at, [][3]string{
		{"/", "200", fault}, {"/", "200", "did you mean .StopNote?"}, {"/view/mail?date=2024-11-18", "500", fault},
	})
	if err := os.RemoveAll(house); err != nil {
		t.Fatal(err)
	}
	wantAll(t, at, [][3]string{{"/", "200", "tokenreport.yml:3:12"}})

	put(t, house, map[string]string{"mail.txt.tmpl": "{{.Title}} again\n\n{{.StopNote}}\n"})
	wantAll(t, at, [][3]string{
		{"/view/text?date=2024-11-17", "200", "Token usage again"},
		{"/", "200", `src="/view/mail"`},
	})
}
