// Package deploy makes what is deployed: the function's binary, built from the sources by the go tool, and the zip or the
// folder that holds it with the files of its configuration. It uploads nothing. The folders beside its files hold the
// deployment's other parts: the role's policies, and a description for Terraform.
package deploy

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Handler is the name of the binary in the zip, by which the platform starts it.
const Handler = "main"

// Module is the path of the module that the binary is built from.
const Module = "tokenreport"

// Arguments are those of the go tool that build a package of the module as the function is built. What the build is made of
// is decided here and in [Environment], and nowhere else. flags go to the linker.
func Arguments(out, source string, flags ...string) []string {
	linker := strings.Join(append([]string{"-s", "-w"}, flags...), " ")
	// The go tool's stamp of version control is left out, since it needs a git that trusts the folder; see [Stamp].
	// No server that the function speaks to is asked for HTTP/2, which is half a megabyte of code.
	return []string{"build", "-trimpath", "-buildvcs=false", "-tags", "nethttpomithttp2", "-ldflags", linker, "-o", out, source}
}

// Environment are the variables of the build: for the platform, whose C library is older than the one that a dynamic binary
// would ask for, and with nothing of what this machine's settings would change in the binary. Empty variables would give way
// to those that go env -w has set.
func Environment() []string {
	return []string{
		"CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "GOFLAGS=-mod=readonly", "GOWORK=off", "GO111MODULE=on", "GOFIPS140=off",
		"GOEXPERIMENT=,", // a list of none, which unlike an empty one holds against go env -w
	}
}

// ErrNoGo says that there is no go tool, by which everything is built.
var ErrNoGo = errors.New("there is no go in the PATH, which builds the binary: install Go (https://go.dev/dl/)")

// ErrNoSources says that a folder is not within the module's.
var ErrNoSources = errors.New("the binary is built from the sources of tokenreport, and this folder is not in them: " +
	"change into the folder of your clone, which has go.mod, main.go and serverless.yml")

// Sources is the folder of the module.
type Sources struct{ Folder string }

// moduleLine is that of the module's path in go.mod.
var moduleLine = regexp.MustCompile(`(?m)^module[ \t]+"?([^"\s]+)`)

// FindSources finds the module that a folder is in. It reports [ErrNoGo] and [ErrNoSources].
func FindSources(folder string) (Sources, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return Sources{}, fmt.Errorf("%w (%w)", ErrNoGo, err)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return Sources{}, err
	}
	for {
		text, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		switch above := filepath.Dir(folder); {
		case err == nil:
			if path := moduleLine.FindSubmatch(text); path == nil || string(path[1]) != Module {
				return Sources{}, ErrNoSources
			}
			return Sources{Folder: folder}, nil
		case !errors.Is(err, fs.ErrNotExist):
			return Sources{}, err
		case above == folder:
			return Sources{}, ErrNoSources
		default:
			folder = above
		}
	}
}

// Build builds the function's binary. Of one commit and one version of Go, it is the same to the byte, wherever it is built.
// The error has what the go tool said.
func (s Sources) Build(ctx context.Context, stamp Stamp) ([]byte, error) {
	folder, err := os.MkdirTemp("", "tokenreport")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // nobody misses it
	out := filepath.Join(folder, Handler)
	output, err := goTool(ctx, s.Folder, Arguments(out, ".", stamp.flags()...)...)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("build the binary: %w", ctx.Err())
	case err != nil:
		return nil, fmt.Errorf("build the binary: %w\n%s", err, output)
	}
	return os.ReadFile(out)
}

// Toolchain is the version of Go that builds the sources, as go1.26.8.
func (s Sources) Toolchain(ctx context.Context) string {
	output, err := goTool(ctx, s.Folder, "env", "GOVERSION")
	if err != nil {
		return "Go"
	}
	return strings.TrimSpace(output)
}

// goTool runs the go tool for the platform, and returns all that it printed.
func goTool(ctx context.Context, folder string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir = folder
	command.Env = slices.Concat(os.Environ(), Environment())
	output, err := command.CombinedOutput()
	return string(output), err
}
