package config

import (
	"io/fs"
	"slices"
)

// Outline is what a configuration says by itself, before there is an environment to run it in.
type Outline struct {
	Variables []Variable // those that it reads, each once, in the file's order
	Files     []string   // the files and folders that it names, such as a logo, each once, as it names them
}

// Variable is an environment variable that a configuration reads.
type Variable struct {
	Name     string
	Required bool // somewhere it stands without a default, so that it must be set
}

// Inspect checks a configuration as [Load] does, but before its environment is known: this machine's variables are not those
// of the function. What only a variable can tell is passed over; the default of ${NAME:-default} is checked. Credentials are
// not asked for. The error, if any, is an [Errors] with everything that is wrong whatever the variables hold.
func Inspect(src Source) (Outline, error) {
	var outline Outline
	found := &problems{file: src.Name}
	if document := parse(src.YAML, found); document != nil {
		tree := &builder{env: nil, found: found}
		root := tree.build(document, "", false, maxDepth)
		readConfig(root, outline.record(src))
		outline.Variables = tree.variables
	}
	if err := found.err(); err != nil {
		return Outline{}, err
	}
	return outline, nil
}

// record is the source with what it names remembered as it is read.
func (o *Outline) record(src Source) Source {
	if files := src.Files; files != nil {
		src.Files = func(name string) ([]byte, error) {
			o.named(name)
			return files(name)
		}
	}
	if folder := src.Folder; folder != nil {
		src.Folder = func(name string) fs.FS {
			o.named(name)
			return folder(name)
		}
	}
	return src
}

func (o *Outline) named(name string) {
	if !slices.Contains(o.Files, name) {
		o.Files = append(o.Files, name)
	}
}
