package rehearsal

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"tokenreport/golden"
	"tokenreport/report/html"
	"tokenreport/report/mail"
	"tokenreport/report/pdf"
	"tokenreport/templates"
)

// house is the folder that docs/templates.md has as its example.
func house(t testing.TB) map[string][]byte {
	t.Helper()
	page, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, match := range regexp.MustCompile("(?s)\n`house/([^`]+)`\n\n```\\w*\n(.*?)```\n").FindAllSubmatch(page, -1) {
		files[string(match[1])] = match[2]
	}
	if len(files) != 5 || !bytes.Contains(files["colours.json"], []byte(`"#00695C"`)) {
		t.Fatalf("the example has the files %q", files)
	}
	delete(files, "colours.json") // it is no text: package config reads it
	return files
}

func houseSet(t testing.TB) templates.Set {
	t.Helper()
	set, faults := templates.New(house(t))
	if faults = append(faults, Try(set)...); len(faults) > 0 {
		t.Fatal(faults)
	}
	return set
}

func writers(t testing.TB, set templates.Set) (*mail.Writer, *html.Writer) {
	t.Helper()
	mails, err := mail.New(set)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := html.New(set)
	if err != nil {
		t.Fatal(err)
	}
	return mails, pages
}

// The example is what its readers will see.
func TestHouse(t *testing.T) {
	set := houseSet(t)
	mails, pages := writers(t, set)
	for _, state := range states(set) {
		d := state.document
		if !strings.HasPrefix(state.name, "a full day") || !slices.Contains([]string{"en", "zh-CN"}, d.Language) {
			continue // the example has words of its own in these two
		}
		d.Brand.Colour = "#00695C"
		m, err := mails.Render(d, mail.Options{Inline: true, Logo: true})
		if err != nil {
			t.Fatal(err)
		}
		page, err := pages.Render(d)
		if err != nil {
			t.Fatal(err)
		}
		file, err := pdf.Render(d)
		if err != nil {
			t.Fatal(err)
		}
		contents, err := pdf.Read(file)
		if err != nil || contents.Replaced > 0 {
			t.Fatalf("%d characters without a shape, %v", contents.Replaced, err)
		}
		name := filepath.Join("testdata", "house."+d.Language)
		golden.Check(t, name+".mail.html", []byte(m.HTML))
		golden.Check(t, name+".mail.txt", []byte(m.Subject+"\n\n"+m.Text))
		golden.Check(t, name+".report.html", withoutDrawings(page))
		golden.Check(t, name+".pdf.txt", []byte(strings.Join(contents.Pages, "\n")+"\n"))
	}
}

// withoutDrawings is a page without what the charts' own tests hold, and what the user cannot replace.
func withoutDrawings(page []byte) []byte {
	page = regexp.MustCompile(`(?s)<svg.*?</svg>`).ReplaceAll(page, []byte("<svg />"))
	page = regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAll(page, []byte("<script />"))
	return regexp.MustCompile(`(?s)(\n/\* The page.*?)</style>`).ReplaceAll(page, []byte("</style>"))
}

// What the data hold never becomes markup, in templates of one's own as little as in the built-in ones.
func TestHostileValues(t *testing.T) {
	set := houseSet(t)
	mails, pages := writers(t, set)
	told := 0
	for _, state := range states(set) {
		m, err := mails.Render(state.document, mail.Options{Inline: true})
		if err != nil {
			t.Fatal(err)
		}
		page, err := pages.Render(state.document)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.HTML, "<b onclick") || bytes.Contains(page, []byte("<b onclick")) {
			t.Errorf("%s: a name has become markup", state.name)
		}
		told += bytes.Count(page, []byte("&lt;b onclick"))
	}
	if told == 0 {
		t.Error("no page tells the name")
	}
}

// Texts with markup in them stay texts.
func TestHostileTexts(t *testing.T) {
	set, faults := templates.New(map[string][]byte{"text/en.json": []byte(`{"title": "<script>alert(1)</script>", "mail.stop": "{report}\" onclick=\"x"}`)})
	if faults = append(faults, Try(set)...); len(faults) > 0 {
		t.Fatal(faults)
	}
	d := states(set)[0].document
	m, err := mail.Render(d, mail.Options{})
	if err != nil || strings.Contains(m.HTML, "<script>alert") || !strings.Contains(m.HTML, "&lt;script&gt;alert(1)") || strings.Contains(m.HTML, `" onclick="`) {
		t.Errorf("%v: %.300s", err, m.HTML)
	}
	if page, err := html.Render(d); err != nil || bytes.Contains(page, []byte("<script>alert")) {
		t.Errorf("%v: %.300s", err, page)
	}
}

// A style sheet of one's own is what the page has, and what its policy names.
func TestStyleSheetOfOnesOwn(t *testing.T) {
	style := strings.Replace(templates.ReportStyle(), "--ink: #1A1F26", "--ink: #332211", 1)
	set, faults := templates.New(map[string][]byte{templates.ReportStyleName: []byte(style)})
	if faults = append(faults, Try(set)...); len(faults) > 0 {
		t.Fatal(faults)
	}
	_, pages := writers(t, set)
	page, err := pages.Render(states(set)[0].document)
	if err != nil || !bytes.Contains(page, []byte("--ink: #332211")) {
		t.Fatalf("%v: %.500s", err, page)
	}
	all := tags(string(page))
	for _, tag := range all {
		if tag.name == "style" && !allows(policyOf(all), tag.content) {
			t.Error("the page's policy forbids its own style sheet")
		}
	}
}

// Reports that are made at the same time by different sets have each their own.
func TestSetsDoNotMix(t *testing.T) {
	var all sync.WaitGroup
	for _, word := range []string{"one", "two", ""} {
		var mails *mail.Writer
		var pages *html.Writer
		var set templates.Set
		if word != "" {
			set, _ = templates.New(map[string][]byte{
				"text/en.json": []byte(`{"title": "title ` + word + `"}`), templates.MailTextName: []byte(word + " {{.Title}}"),
				templates.ReportHTMLName: []byte(word + " {{.Title}}"),
			})
			mails, pages = writers(t, set)
		}
		all.Go(func() {
			for range 20 {
				d := kinds()[0].tell(set).document
				m, err := mails.Render(d, mail.Options{})
				page, pageErr := pages.Render(d)
				if err != nil || pageErr != nil {
					t.Errorf("%v, %v", err, pageErr)
					return
				}
				want := word + " title " + word
				if word == "" && (!strings.HasPrefix(d.Title, "Token usage (") || !bytes.Contains(page, []byte("<h1>Token usage ("))) ||
					word != "" && (!strings.HasPrefix(strings.TrimSpace(m.Text), want+" (") || !strings.HasPrefix(string(page), want+" (")) {
					t.Errorf("%q: got %.40q and %.40q", word, m.Text, page)
				}
			}
		})
	}
	all.Wait()
}
