package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// buildEnvironment and buildArguments are the build of the binary that is deployed, as serverless.yml shows it.
func buildEnvironment() []string {
	return []string{"CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64"}
}

func buildArguments(out string) []string {
	return []string{"build", "-trimpath", "-ldflags", "-s -w", "-o", out, "."}
}

// buildCommand is the build as one types it into a shell.
func buildCommand(out string) string {
	words := slices.Concat(buildEnvironment(), []string{"go"})
	for _, argument := range buildArguments(out) {
		if strings.Contains(argument, " ") {
			argument = "'" + argument + "'"
		}
		words = append(words, argument)
	}
	return strings.Join(words, " ")
}

// TestDeployedBinaryIsStatic builds the binary for the platform and looks into it: the platform's C library is of
// 2014, and a binary that asks for a newer one, or for any loader at all, does not start there.
func TestDeployedBinaryIsStatic(t *testing.T) {
	out := filepath.Join(t.TempDir(), "main")
	build := exec.CommandContext(t.Context(), "go", buildArguments(out)...)
	// The stamp of version control says nothing here, and needs a git that trusts the folder's owner.
	build.Env = slices.Concat(os.Environ(), buildEnvironment(), []string{"GOFLAGS=-buildvcs=false"})
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", build, err, output)
	}

	binary, err := elf.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer binary.Close()
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
