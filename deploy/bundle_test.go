package deploy_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tokenreport/deploy"
)

func TestZip(t *testing.T) {
	files := deploy.Bundle{
		{Name: "tokenreport.yml", Mode: deploy.Plain, Content: []byte("reports: []\n")},
		{Name: "main", Mode: deploy.Executable, Content: bytes.Repeat([]byte("binary"), 1000)},
		{Name: "brand/logo.png", Mode: deploy.Plain, Content: []byte("PNG")},
	}
	archive, err := files.Zip()
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	if again, err := files.Zip(); err != nil || !bytes.Equal(archive, again) {
		t.Errorf("the same files in another order make another zip, %v", err)
	}
	read, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range read.File {
		names = append(names, entry.Name)
		at := slices.IndexFunc(files, func(f deploy.File) bool { return f.Name == entry.Name })
		if at < 0 {
			continue
		}
		const unix = 3
		if entry.CreatorVersion>>8 != unix || entry.Mode() != files[at].Mode {
			t.Errorf("%s: made by system %d, mode %v", entry.Name, entry.CreatorVersion>>8, entry.Mode())
		}
		// The mode as the platform's unzip reads it, in the upper half: a plain file with the bits.
		if bits := entry.ExternalAttrs >> 16; bits != 0o100000|uint32(files[at].Mode) {
			t.Errorf("%s: external attributes %o", entry.Name, bits)
		}
		if entry.Modified.Year() != 2000 {
			t.Errorf("%s: modified %s", entry.Name, entry.Modified)
		}
		content, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(content); err != nil || !bytes.Equal(got, files[at].Content) {
			t.Errorf("%s: %d bytes, %v", entry.Name, len(got), err)
		}
	}
	if want := []string{"brand/logo.png", "main", "tokenreport.yml"}; !slices.Equal(names, want) {
		t.Errorf("the entries are %q, want %q", names, want)
	}
}

func TestWriteFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "dist")
	files := deploy.Bundle{
		{Name: "main", Mode: deploy.Executable, Content: []byte("binary")},
		{Name: "brand/logo.png", Mode: deploy.Plain, Content: []byte("PNG")},
	}
	for range 2 { // the second time over the first
		if err := files.WriteFolder(folder); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range files {
		name := filepath.Join(folder, filepath.FromSlash(file.Name))
		content, err := os.ReadFile(name)
		info, statErr := os.Stat(name)
		if err != nil || statErr != nil || !bytes.Equal(content, file.Content) {
			t.Errorf("%s: %q, %v, %v", file.Name, content, err, statErr)
		} else if os.PathSeparator == '/' && info.Mode() != file.Mode {
			t.Errorf("%s: mode %v, want %v", file.Name, info.Mode(), file.Mode)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Logf("without a link, which Windows does not let everybody make: %v", err)
	} else if err := files.WriteFolder(link); err != nil {
		t.Errorf("by a link: %v", err)
	}
	write(t, filepath.Join(folder, "brand", ".env"), "SMTP_PASSWORD=hunter2\n")
	if err := files.WriteFolder(folder); err == nil || !strings.Contains(err.Error(), filepath.Join("brand", ".env")) {
		t.Errorf("with a stranger: got %v", err)
	}
	for i := range 9 {
		write(t, filepath.Join(folder, fmt.Sprint(i)), "")
	}
	if err := files.WriteFolder(folder); err == nil || !strings.Contains(err.Error(), "0, 1, 2, 3, 4 and 5 more;") {
		t.Errorf("with many strangers: got %v", err)
	}
	if err := files.WriteFolder(filepath.Join(folder, "main") + "/"); err == nil || !strings.Contains(err.Error(), "is no folder") {
		t.Errorf("into a file: got %v", err)
	}
}

// TestWriteFileRefusesADevice: who throws the zip away, and may do everything, keeps /dev/null.
func TestWriteFileRefusesADevice(t *testing.T) {
	name := filepath.Join(t.TempDir(), "socket")
	listener, err := net.Listen("unix", name)
	if err != nil {
		t.Skipf("this system has no such files: %v", err)
	}
	defer func() { _ = listener.Close() }()
	if err := deploy.WriteFile(name, []byte("zip"), deploy.Plain); err == nil || !strings.Contains(err.Error(), "is no file") {
		t.Errorf("got %v", err)
	}
	if info, err := os.Lstat(name); err != nil || info.Mode().IsRegular() {
		t.Errorf("the socket is %v, %v", info, err)
	}
}

// A link may not bring into the package what its own name would keep out.
func TestGatherFollowsNoLinkToSecrets(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, ".env"), "SMTP_PASSWORD=x")
	write(t, filepath.Join(root, "words", "en.json"), "words/en.json")
	write(t, filepath.Join(root, "brand.png"), "brand.png")
	write(t, filepath.Join(root, ".git", "logo.png"), "logo.png")
	for link, to := range map[string]string{
		"logo.png": ".env", "house/en.json": "../.env", "etc.png": "/etc/passwd", "hidden": ".git",
		"good.png": "brand.png", "good/en.json": "../words/en.json", "folder": "words",
	} {
		at := filepath.Join(root, filepath.FromSlash(link))
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o755), os.Symlink(to, at)); err != nil {
			t.Skipf("this system has no links: %v", err)
		}
	}
	for name, want := range map[string]string{
		"logo.png": "a link to .env, which is never packed", "house": "a link to .env, which is never packed",
		"etc.png": "leads out of the folder", "hidden": "a link to .git/logo.png, which is never packed", "hidden/logo.png": "never packed",
		"good.png": "", "good": "", "folder": "",
	} {
		_, err := deploy.Gather(root, []string{name})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestGather(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"logo.png", "mail/de/text.txt", "mail/page.html", "mail/.env.local", "mail/.git/config", ".env"} {
		write(t, filepath.Join(root, filepath.FromSlash(name)), name)
	}
	got, err := deploy.Gather(root, []string{"mail", "./logo.png", "mail/page.html"})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range got {
		names = append(names, file.Name)
		if string(file.Content) != file.Name || file.Mode != deploy.Plain {
			t.Errorf("%s: %q, %v", file.Name, file.Content, file.Mode)
		}
	}
	if want := []string{"mail/de/text.txt", "mail/page.html", "logo.png"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for name, want := range map[string]string{
		filepath.Join(root, "logo.png"): "would not be there in the function",
		"../logo.png":                   "would not be there in the function",
		"mail/.env.local":               "never packed",
		"main":                          "name of another file",
		"main/logo.png":                 "name of another file",
		"absent.png":                    "names absent.png, which cannot be packed: ",
	} {
		if _, err := deploy.Gather(root, []string{name}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}
