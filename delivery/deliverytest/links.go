package deliverytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tokenreport/delivery"
)

// Linker is a store that makes links to what it holds, without asking anybody.
type Linker interface {
	delivery.Channel
	Link(ctx context.Context, folder, name string) (delivery.Link, error)
}

// LinkHarness is a store with a destination of its own that serves its links.
type LinkHarness struct {
	Store Linker
	// Browser is a client that knows nothing of the store, trust in its certificate aside.
	Browser *http.Client
	// Secrets must show in no link that is printed.
	Secrets []string
}

// linkTests are the suite for links.
var linkTests = []struct {
	name string
	run  func(t *testing.T, h LinkHarness)
}{
	{"a link leads to the file", testLinkLeads},
	{"a link to nothing leads nowhere", testLinkToNothing},
	{"a link is plain ASCII", testLinkIsPlain},
	{"an end is in UTC and whole seconds", testLinkEnd},
	{"unsafe names get no link", testNoLink},
	{"a printed link keeps its secrets", testPrintedLink},
}

// RunLinks runs the suite for links. start makes a new harness for each test; what it opens it closes by t.Cleanup.
func RunLinks(t *testing.T, start func(t *testing.T) LinkHarness) {
	for _, test := range linkTests {
		t.Run(test.name, func(t *testing.T) { test.run(t, start(t)) })
	}
}

// awkward are names that are safe and yet need care in a URL.
var awkward = []string{"token-usage-2024-11-19.pdf", "用量 2024.pdf", "a+b&c=d;e@f#g.pdf", "100%.pdf", "%41%2f.pdf", "it's (1)!~$,[x].pdf"}

func testLinkLeads(t *testing.T, h LinkHarness) {
	for _, folder := range []string{"daily/2024/11/19", "日报/a b%2F", ""} {
		p := Parcel(h.Store.Name(), "")
		p.Folder = folder
		file := p.Files[0]
		p.Files = nil
		for i, name := range awkward {
			file.Name, file.Content = name, binary(1000+i)
			p.Files = append(p.Files, file)
		}
		if _, err := h.Store.Deliver(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Files {
			link := h.link(t, folder, f.Name)
			if status, body := h.get(t, link.URL); status != http.StatusOK || body != string(f.Content) {
				t.Errorf("%s: status %d, %d bytes; want 200, %d bytes", link, status, len(body), len(f.Content))
			}
		}
	}
}

func (h LinkHarness) link(t *testing.T, folder, name string) delivery.Link {
	t.Helper()
	link, err := h.Store.Link(t.Context(), folder, name)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func (h LinkHarness) get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := h.Browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}

func testLinkToNothing(t *testing.T, h LinkHarness) {
	link := h.link(t, "daily", "never-delivered.pdf")
	if status, _ := h.get(t, link.URL); status != http.StatusNotFound {
		t.Errorf("%s: status %d, want 404", link, status)
	}
}

// plain is a URL that every mail program finds whole in a text.
var plain = regexp.MustCompile(`^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~%!*'()-]*)+(\?[A-Za-z0-9._~%&=-]*)?$`)

func testLinkIsPlain(t *testing.T, h LinkHarness) {
	for _, name := range awkward {
		if link := h.link(t, "日报/a b", name); !plain.MatchString(link.URL) {
			t.Errorf("%q is no plain URL", link.URL)
		}
	}
}

func testLinkEnd(t *testing.T, h LinkHarness) {
	until := h.link(t, "daily", "a.pdf").Until
	if until.IsZero() {
		return
	}
	if until.Location() != time.UTC || !until.Equal(until.Truncate(time.Second)) {
		t.Errorf("the end is %v", until)
	}
}

func testNoLink(t *testing.T, h LinkHarness) {
	unsafe := append(Hostile(), "", ".", "..", "../a", "/a", "a/", `a\b`, ".tokenreport")
	for _, name := range unsafe {
		h.wantNoLink(t, "daily", name)
		if name != "" {
			h.wantNoLink(t, "daily/"+name, "a.pdf")
			h.wantNoLink(t, name, "a.pdf")
		}
	}
}

func (h LinkHarness) wantNoLink(t *testing.T, folder, name string) {
	t.Helper()
	link, err := h.Store.Link(t.Context(), folder, name)
	if err == nil || link.URL != "" {
		t.Errorf("%q in %q gets the link %q", name, folder, link.URL)
		return
	}
	wantFault(t, err, delivery.Permanent)
	WantClean(t, "the error", err.Error())
	if errors.Is(err, delivery.ErrNoLink) {
		t.Errorf("%v blames the storage", err)
	}
}

func testPrintedLink(t *testing.T, h LinkHarness) {
	link := h.link(t, "daily", "a.pdf")
	marshalled, err := json.Marshal(link)
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %#v %s %q %v %s", link, link, link, link, link, link.LogValue(), marshalled)
	_, query, _ := strings.Cut(link.URL, "?")
	for _, s := range append(h.Secrets, query) {
		if s != "" && strings.Contains(printed, s) {
			t.Errorf("%q shows in %s", s, printed)
		}
	}
	if !strings.Contains(printed, "a.pdf") {
		t.Errorf("%s does not tell where the link leads", printed)
	}
}
