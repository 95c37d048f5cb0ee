package main

import (
	"archive/zip"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"tokenreport/deploy"
)

// binaries are the two functions, built as the README says, with their sizes.
type binaries struct{ ours, empty binary }

type binary struct {
	path          string
	bytes, zipped int64
}

// build builds both functions into a folder, from the sources in the working folder.
func build(ctx context.Context, folder string) (binaries, error) {
	ours, err := buildOne(ctx, filepath.Join(folder, "main"), ".")
	if err != nil {
		return binaries{}, err
	}
	empty, err := buildOne(ctx, filepath.Join(folder, "empty"), "./bench/empty")
	return binaries{ours, empty}, err
}

func buildOne(ctx context.Context, path, source string) (binary, error) {
	command := exec.CommandContext(ctx, "go", deploy.Arguments(path, source)...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return binary{}, fmt.Errorf("build %s: %w; run this in the repository's folder\n%s", source, err, output)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return binary{}, err
	}
	zipped, err := zippedSize(content)
	return binary{path, int64(len(content)), zipped}, err
}

// zippedSize is how large the content is in a zip file of the best compression.
func zippedSize(content []byte) (int64, error) {
	var size counter
	archive := zip.NewWriter(&size)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	entry, err := archive.Create("main")
	if err != nil {
		return 0, err
	}
	if _, err := entry.Write(content); err != nil {
		return 0, err
	}
	err = archive.Close()
	return int64(size), err
}

// counter counts what is written.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

func (b binaries) rows() []row {
	return []row{
		{"binary", megabytes(b.ours.bytes), megabytes(b.empty.bytes) + ", the empty function", times(b.ours.bytes, b.empty.bytes), "≤ 3 ×"},
		{"its zip", megabytes(b.ours.zipped), megabytes(b.empty.zipped) + ", the empty function", times(b.ours.zipped, b.empty.zipped), "≤ 8 MB"},
	}
}
