package deploy

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tokenreport/internal/rootfs"
)

// Gather reads the files and folders that a configuration in root names. Each must lie below root, since its path in the
// bundle, from the configuration's own, has to be the one on this machine. What is in a folder comes whole, but for hidden
// files, of which an editor or a system leaves some behind. A .env file is refused: a bundle holds no secrets. Errors complete
// "the configuration …".
func Gather(root string, names []string) (Bundle, error) {
	var bundle Bundle
	for _, name := range names {
		inside := filepath.ToSlash(filepath.Clean(name))
		if !filepath.IsLocal(name) {
			return nil, fmt.Errorf("names %s, which would not be there in the function: "+
				"move it beside tokenreport.yml or below that folder, and name it from there", name)
		}
		if first, _, _ := strings.Cut(inside, "/"); first == Handler || inside == Configuration {
			return nil, fmt.Errorf("names %s, which is the name of another file of the package: rename it", name)
		}
		if strings.HasPrefix(path.Base(inside), ".env") {
			return nil, fmt.Errorf("names %s, and a file of that name is never packed, since it is one of secrets: rename it", name)
		}
		files, err := gatherOne(root, inside)
		if err != nil {
			return nil, fmt.Errorf("names %s, which cannot be packed: %w", name, err)
		}
		for _, file := range files {
			if !bundle.has(file.Name) {
				bundle = append(bundle, file)
			}
		}
	}
	return bundle, nil
}

func (b Bundle) has(name string) bool {
	return slices.ContainsFunc(b, func(f File) bool { return f.Name == name })
}

// gatherOne reads a file, or all below a folder.
func gatherOne(root, name string) (Bundle, error) {
	var bundle Bundle
	files := rootfs.Dir(root)
	err := fs.WalkDir(files, name, func(at string, entry fs.DirEntry, err error) error {
		hidden := at != name && strings.HasPrefix(entry.Name(), ".")
		switch {
		case err != nil:
			return err
		case hidden && entry.IsDir():
			return fs.SkipDir
		case hidden || entry.IsDir():
			return nil
		}
		if err := shown(root, at); err != nil {
			return err
		}
		content, err := fs.ReadFile(files, at)
		bundle = append(bundle, File{Name: at, Mode: Plain, Content: content})
		return err
	})
	return bundle, err
}

// shown refuses a link that leads to what would not be packed under its own name: a file or a folder that is hidden, as .env is.
func shown(root, at string) error {
	whole, err := filepath.EvalSymlinks(root)
	if err != nil {
		return err
	}
	target, err := filepath.EvalSymlinks(filepath.Join(root, filepath.FromSlash(at)))
	if err != nil {
		return err
	}
	inside, err := filepath.Rel(whole, target)
	if err != nil {
		return err
	}
	for part := range strings.SplitSeq(filepath.ToSlash(inside), "/") {
		if strings.HasPrefix(part, ".") {
			return &fs.PathError{Op: "pack", Path: at, Err: fmt.Errorf("it is a link to %s, which is never packed: put the file itself there", filepath.ToSlash(inside))}
		}
	}
	return nil
}
