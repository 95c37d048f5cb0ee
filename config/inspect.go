package config

import "slices"

// Outline is what a configuration says by itself, before there is an environment to run it in.
type Outline struct {
	Variables []Variable // those that it reads, each once, in the file's order
	Files     []string   // those that it names, such as a logo, each once, as it names them
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
		readConfig(root, outline.record(src.Files))
		outline.Variables = tree.variables
	}
	if err := found.err(); err != nil {
		return Outline{}, err
	}
	return outline, nil
}

// record reads files and remembers their names.
func (o *Outline) record(files Files) Files {
	if files == nil {
		return nil
	}
	return func(name string) ([]byte, error) {
		if !slices.Contains(o.Files, name) {
			o.Files = append(o.Files, name)
		}
		return files(name)
	}
}
