package preview

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// What is looked at at most in a folder that a configuration names, be it the whole disk by mistake: so many files, and those
// of so many folders below it.
const (
	mostFiles = 2000
	deepest   = 3
)

// mark is what is known of a file without reading it.
type mark struct {
	size     int64
	modified time.Time
}

// marks are those of all files that were found, by path. What is not there has none.
type marks map[string]mark

// look takes the marks of files, and of all files in folders.
func look(paths []string) marks {
	found := marks{}
	for _, path := range paths {
		found.add(path, deepest)
	}
	return found
}

// add adds the mark of a file, or those of the files in a folder; of a link that of what it leads to. What cannot be read is as
// if it were not there: when it can be, that is a change.
func (m marks) add(path string, depth int) {
	info, err := os.Stat(path)
	switch {
	case err != nil || len(m) >= mostFiles:
	case info.Mode().IsRegular():
		m[path] = mark{info.Size(), info.ModTime()}
	case info.IsDir() && depth >= 0:
		entries, _ := os.ReadDir(path)
		for _, entry := range entries {
			m.add(filepath.Join(path, entry.Name()), depth-1)
		}
	}
}

// changed are the paths that are new, gone or different in the later marks, in order.
func (m marks) changed(later marks) []string {
	var list []string
	for path := range maps.Keys(m) {
		if now, there := later[path]; !there || now.size != m[path].size || !now.modified.Equal(m[path].modified) {
			list = append(list, path)
		}
	}
	for path := range maps.Keys(later) {
		if _, there := m[path]; !there {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

// watch calls changed at each tick at which a file is not as it was. Which files there are is asked again after each
// change, since the configuration names some of them.
func watch(ctx context.Context, tick <-chan time.Time, files func() []string, changed func(paths []string)) {
	paths := files()
	before := look(paths)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		now := look(paths)
		if list := before.changed(now); len(list) > 0 {
			paths = files()
			now = look(paths)
			changed(list)
		}
		before = now
	}
}
