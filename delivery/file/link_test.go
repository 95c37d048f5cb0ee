package file_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/deliverytest"
	"tokenreport/delivery/file"
)

func ExampleChannel_WithPublicURL() {
	folder, err := file.New("/var/reports")
	if err != nil {
		fmt.Println(err)
		return
	}
	published, err := folder.WithPublicURL(&url.URL{Scheme: "https", Host: "reports.example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	link, err := published.Link(context.Background(), "daily/2024/11/19", "token-usage-2024-11-19.pdf")
	fmt.Println(link.URL, link.Until.IsZero(), err)
	// Output: https://reports.example.com/daily/2024/11/19/token-usage-2024-11-19.pdf true <nil>
}

// TestLinks has a web server publish the folder, at its root and below one of its own.
func TestLinks(t *testing.T) {
	for _, below := range []string{"", "/usage/"} {
		t.Run("at "+below, func(t *testing.T) {
			deliverytest.RunLinks(t, func(t *testing.T) deliverytest.LinkHarness {
				root := t.TempDir()
				site := httptest.NewTLSServer(http.StripPrefix(strings.TrimSuffix(below, "/"), http.FileServer(http.Dir(root))))
				t.Cleanup(site.Close)
				base, err := url.Parse(site.URL)
				if err != nil {
					t.Fatal(err)
				}
				base.Path = below
				return deliverytest.LinkHarness{Store: published(t, root, base), Browser: site.Client()}
			})
		})
	}
}

func published(t *testing.T, root string, base *url.URL) *file.Channel {
	t.Helper()
	c, err := open(t, root).WithPublicURL(base)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNoLinkWithoutASite(t *testing.T) {
	root := t.TempDir()
	for name, c := range map[string]*file.Channel{"never set": open(t, root), "unset": published(t, root, nil)} {
		link, err := c.Link(t.Context(), "daily", "a.pdf")
		if !errors.Is(err, delivery.ErrNoLink) || delivery.FaultOf(err) != delivery.Permanent || link != (delivery.Link{}) {
			t.Errorf("%s: got %v, %v", name, link, err)
		}
		for _, want := range []string{"daily/a.pdf", "storage.public_url", "COS"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is not in: %v", name, want, err)
			}
		}
	}
}

func TestPublicURLIsChecked(t *testing.T) {
	base := &url.URL{Scheme: "http", Host: "reports.example.com"}
	if _, err := open(t, t.TempDir()).WithPublicURL(base); err == nil || !strings.Contains(err.Error(), "storage.public_url") {
		t.Errorf("got %v", err)
	}
}

// TestHostileRoots keeps what must not stand in an error out of the folder's name, too.
func TestHostileRoots(t *testing.T) {
	for _, text := range deliverytest.Hostile() {
		c, err := file.New(filepath.Join(t.TempDir(), text))
		if err == nil {
			t.Errorf("%q was taken as %+v", text, c)
			continue
		}
		deliverytest.WantClean(t, "the error", err.Error())
	}
}

// FuzzHostileNames puts any text where a folder or file is named: whatever is stored has a safe name, and whatever is
// said is clean.
func FuzzHostileNames(f *testing.F) {
	for _, text := range deliverytest.Hostile() {
		f.Add(text, "a.pdf")
		f.Add("daily", text)
	}
	f.Add("../..", "/etc/passwd")
	f.Fuzz(func(t *testing.T, folder, name string) {
		root := t.TempDir()
		p := delivery.Parcel{Folder: folder, Files: []delivery.File{{Name: name, Type: "text/csv", Content: []byte("x")}}}
		c, err := file.New(filepath.Join(root, "storage"))
		if err != nil {
			t.Fatal(err)
		}
		ref, err := c.Deliver(t.Context(), p)
		deliverytest.WantClean(t, "the reference", ref)
		if err != nil {
			deliverytest.WantClean(t, "the error", err.Error())
		}
		for _, stored := range files(t, root, filepath.Join(root, "storage")) {
			if stored.Name != name || !delivery.SafeName(name) {
				t.Errorf("%q was stored as %q", name, stored.Name)
			}
		}
	})
}
