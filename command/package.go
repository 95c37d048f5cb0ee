package command

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"tokenreport/config"
	"tokenreport/deploy"
)

// packageLimit is far more than a build takes for which every module has to come first.
const packageLimit = 20 * time.Minute

const packageHelp = `It builds the function from the sources that this folder is in, for the platform, on any system, and packs it with
tokenreport.yml and the files that this names. The same commit gives the same zip with the same Go. It uploads nothing.

`

func runPackage(ctx context.Context, sys System, args []string) error {
	flags := newFlags(sys, "package", packageHelp)
	out := flags.String("out", "tokenreport.zip", "the zip to write; if `FILE` is a folder or ends in a slash, as dist/, the files go into it, for scf deploy")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	if *out == "" {
		return usageError{errors.New("--out is empty: name the zip or the folder to write")}
	}
	ctx, cancel := context.WithTimeout(ctx, packageLimit)
	defer cancel()
	sources, err := findSources()
	if err != nil {
		return err
	}
	// First what is quickly found wrong; the build takes its time.
	pack, err := packConfiguration(sys)
	if err != nil {
		return err
	}
	if sys.Terminal {
		_, _ = fmt.Fprintln(sys.Stderr, "building for linux/amd64: a minute or two the first time")
	}
	pack.stamp, pack.sources = sources.Stamp(ctx), sources
	binary, err := sources.Build(ctx, pack.stamp)
	if err != nil {
		return err
	}
	pack.bundle = append(pack.bundle, deploy.File{Name: deploy.Handler, Mode: deploy.Executable, Content: binary})
	pack.toolchain = sources.Toolchain(ctx)
	if err := pack.write(*out); err != nil {
		return err
	}
	_, err = fmt.Fprint(sys.Stdout, pack.String())
	return err
}

func findSources() (deploy.Sources, error) {
	sources, err := deploy.FindSources(".")
	if errors.Is(err, deploy.ErrNoSources) {
		return sources, usageError{err}
	}
	return sources, err
}

// pack is what goes out, and what there is to tell of it.
type pack struct {
	bundle        deploy.Bundle
	configuration string // the file's name on this machine; empty: the built-in one
	outline       config.Outline
	sources       deploy.Sources
	stamp         deploy.Stamp
	toolchain     string   // the version of Go
	out           string   // where it was written
	folder        bool     // out is one
	notPassed     []string // variables that the function must have, and serverless.yml does not pass
	size          int      // of the zip, in bytes
	sum           [sha256.Size]byte
}

// packConfiguration checks the configuration that every command would take here, and packs it with what it names. The
// variables of this machine are not those of the function: what they hold plays no part.
func packConfiguration(sys System) (*pack, error) {
	source, err := find(sys.at())
	if err != nil {
		return nil, err
	}
	p := new(pack)
	if p.outline, err = config.Inspect(source); err != nil {
		return nil, err
	}
	if source.Files == nil {
		return p, nil // the built-in one is in the binary
	}
	p.configuration = source.Name
	if p.bundle, err = deploy.Gather(filepath.Dir(source.Name), p.outline.Files); err != nil {
		return nil, config.Errors{{File: source.Name, Problem: err.Error(), Err: err}}
	}
	p.bundle = append(p.bundle, deploy.File{Name: deploy.Configuration, Mode: deploy.Plain, Content: source.YAML})
	return p, nil
}

// write writes the zip or the folder.
func (p *pack) write(out string) error {
	p.out = out
	if p.folder = namesFolder(out); p.folder {
		p.notPassed = p.missing()
		return p.bundle.WriteFolder(out)
	}
	archive, err := p.bundle.Zip()
	if err != nil {
		return err
	}
	p.size, p.sum = len(archive), sha256.Sum256(archive)
	if err := deploy.WriteFile(out, archive, deploy.Plain); err != nil {
		return fmt.Errorf("write the zip to %s: %w; --out names another place", out, bare(err))
	}
	return nil
}

// missing are the variables that the function must have, and that the serverless tool, which takes the folder, does not pass on.
func (p *pack) missing() []string {
	text, err := os.ReadFile(filepath.Join(p.sources.Folder, "serverless.yml"))
	if err != nil {
		return nil // then that tool has nothing to deploy by
	}
	var names []string
	for _, v := range p.outline.Variables {
		if v.Required && !regexp.MustCompile(`(?m)^\s+`+v.Name+`:`).Match(text) {
			names = append(names, v.Name)
		}
	}
	return names
}

// namesFolder reports whether a path is of a folder, or is to become one.
func namesFolder(path string) bool {
	if path != "" && os.IsPathSeparator(path[len(path)-1]) {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// bare is the cause of an error of the file system, without the name of a file that the user has not named.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// onWindows says whether the executable bit of a folder's files is lost.
const onWindows = runtime.GOOS == "windows"
