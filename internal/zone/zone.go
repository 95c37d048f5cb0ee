// Package zone loads time zones from a database that is part of the binary.
//
// [time.LoadLocation] prefers the machine's database, which may be years old: a day would begin an hour off, and nothing
// would show it. Here the same build gives the same days on every machine.
package zone

import (
	"archive/zip"
	_ "embed" // the database
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// The database is the one of the Go release that built it; a newer release brings a newer one. CI fails when it is older
// than that of the release it runs on.
//
//go:generate sh -c "cp \"$(go env GOROOT)/lib/time/zoneinfo.zip\" . && sed -n s/^DATA=//p \"$(go env GOROOT)/lib/time/update.bash\" >version.txt"

//go:embed zoneinfo.zip
var database string

//go:embed version.txt
var version string

// Version is the release of the IANA time zone database, such as 2025c.
func Version() string { return strings.TrimSpace(version) }

// ErrUnknown says that the database has no zone of that name.
var ErrUnknown = errors.New("unknown time zone")

// Load returns the zone of an IANA name such as Asia/Jakarta or UTC. Names are case-sensitive. Names that mean something else
// on each machine ("", "Local") are unknown.
func Load(name string) (*time.Location, error) {
	if name == time.UTC.String() {
		return time.UTC, nil
	}
	file, ok := files()[name]
	if !ok {
		return nil, fmt.Errorf("%w %q", ErrUnknown, name)
	}
	data, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("read time zone %s from the embedded database: %w", name, err)
	}
	return time.LoadLocationFromTZData(name, data)
}

// Names are all names that [Load] takes, in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(files())) }

// files are the zones by name. The archive is part of the program: one that cannot be read is a defect of the build.
var files = sync.OnceValue(func() map[string]*zip.File {
	archive, err := zip.NewReader(strings.NewReader(database), int64(len(database)))
	if err != nil {
		panic(fmt.Sprintf("the embedded time zone database is damaged: %v", err))
	}
	zones := make(map[string]*zip.File, len(archive.File))
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") {
			zones[file.Name] = file
		}
	}
	return zones
})

func read(file *zip.File) ([]byte, error) {
	content, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return io.ReadAll(content)
}
