package main

import (
	"archive/zip"
	"bytes"
	"context"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tokenreport/command"
	"tokenreport/deploy"
)

// packaged is the zip that tokenreport package makes of the whole, once for all tests: its build is the dearest thing here.
var packaged = sync.OnceValues(func() (*zip.Reader, error) {
	folder, err := os.MkdirTemp("", "tokenreport")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	name := filepath.Join(folder, "tokenreport.zip")
	var stdout, stderr bytes.Buffer
	sys := command.System{Stdout: &stdout, Stderr: &stderr, Env: func(string) (string, bool) { return "", false }}
	if status := command.Main(context.Background(), sys, []string{"package", "--out", name}); status != 0 {
		return nil, fmt.Errorf("tokenreport package: exit status %d\n%s", status, &stderr)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(content), int64(len(content)))
})

// packagedZip is that zip. Where tests are to be short it is not built.
func packagedZip(t *testing.T) *zip.Reader {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the whole")
	}
	archive, err := packaged()
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

// packagedBinary is the binary in it.
func packagedBinary(t *testing.T) []byte {
	t.Helper()
	archive := packagedZip(t)
	entry, err := archive.Open(deploy.Handler)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = entry.Close() }()
	binary, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// TestDeployedBinaryIsStatic looks into the binary that is deployed: the platform's C library is of 2014, and a binary
// that asks for a newer one, or for any loader at all, does not start there.
func TestDeployedBinaryIsStatic(t *testing.T) {
	binary, err := elf.NewFile(bytes.NewReader(packagedBinary(t)))
	if err != nil {
		t.Fatal(err)
	}
	if binary.Machine != elf.EM_X86_64 || binary.Type != elf.ET_EXEC {
		t.Errorf("the binary is %v, %v; want %v, %v", binary.Machine, binary.Type, elf.EM_X86_64, elf.ET_EXEC)
	}
	for _, program := range binary.Progs {
		if program.Type == elf.PT_INTERP || program.Type == elf.PT_DYNAMIC {
			t.Errorf("the binary has a %v segment: it is not static", program.Type)
		}
	}
	libraries, err := binary.ImportedLibraries()
	if err != nil {
		t.Fatal(err)
	}
	if len(libraries) != 0 {
		t.Errorf("the binary needs %q", libraries)
	}
}

// TestDeployedZip: the platform takes 50 MB, and looks for the handler at the root, executable.
func TestDeployedZip(t *testing.T) {
	archive := packagedZip(t)
	if len(archive.File) != 1 {
		t.Fatalf("the zip has %d entries; without a configuration it is the binary alone", len(archive.File))
	}
	entry := archive.File[0]
	if entry.Name != deploy.Handler || entry.Mode() != deploy.Executable || entry.CompressedSize64 > 50<<20 {
		t.Errorf("the zip has %s, %v, %d bytes", entry.Name, entry.Mode(), entry.CompressedSize64)
	}
}

// TestGuideTellsTheErrors: the table of errors in the guide has the words that are printed.
func TestGuideTellsTheErrors(t *testing.T) {
	guide, err := os.ReadFile(fileGuide)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []error{deploy.ErrNoSources, deploy.ErrNoGo} {
		words, _, _ := strings.Cut(printed.Error(), ":")
		words, _, _ = strings.Cut(words, ", which")
		if !strings.Contains(string(guide), words) {
			t.Errorf("%s does not tell of %q", fileGuide, words)
		}
	}
}
