package preview

import (
	"html/template"
	"strings"
	"testing"
)

func TestTheme(t *testing.T) {
	for _, sheet := range []string{ // digests with and without a plus sign, which stands as a reference in a page
		":root { color-scheme: light dark; }\n@media screen and (prefers-color-scheme: dark) { a { color: red } }",
		":root { color-scheme: light dark; }\n@media screen and (prefers-color-scheme: dark) { a { color: tan } }",
	} {
		testTheme(t, sheet)
	}
}

func testTheme(t *testing.T, sheet string) {
	t.Helper()
	var policy strings.Builder
	if err := template.Must(template.New("").Parse(`<meta content="style-src '{{.}}'">`)).Execute(&policy, digest(sheet)); err != nil {
		t.Fatal(err)
	}
	page := policy.String() + `<meta name="color-scheme" content="light dark" />` +
		`<style>` + sheet + `</style><style>p { margin: 0 }</style><p>(prefers-color-scheme: dark)</p>`
	for theme, want := range map[Theme]string{
		Light: strings.NewReplacer("light dark", "light", "(prefers-color-scheme: dark)", "(max-width: 0)").Replace(sheet),
		Dark:  strings.NewReplacer("light dark", "dark", "(prefers-color-scheme: dark)", "(min-width: 0)").Replace(sheet),
	} {
		got := theme.in(page)
		for _, part := range []string{
			"<style>" + want + "</style>", "'" + digest(want) + "'", `content="` + string(theme) + `"`,
			"<style>p { margin: 0 }</style><p>(prefers-color-scheme: dark)</p>", // words are not a style
		} {
			if !strings.Contains(got, part) {
				t.Errorf("%s: no %s in\n%s", theme, part, got)
			}
		}
	}
	if got := Auto.in(page); got != page {
		t.Errorf("the system's own: %s", got)
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int]string{0: "0 B", 999: "999 B", 1000: "1 KB", 69_499: "69 KB", 999_499: "999 KB", 999_500: "1.0 MB", 1_250_000: "1.2 MB"} {
		if got := size(bytes); got != want {
			t.Errorf("%d: got %s, want %s", bytes, got, want)
		}
	}
}
