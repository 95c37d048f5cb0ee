// Command terraform checks a folder of Terraform files as far as can be without Terraform and without the provider: that they
// are formatted, can be parsed, use the arguments that the provider documents and no other, and refer to nothing that is not
// there. It is a module of its own, so that its one dependency stays out of the project's.
//
//	go run . FOLDER
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: go run . FOLDER")
	}
	files, err := read(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	problems := check(files)
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%d files are formatted, and use what the provider documents\n", len(files))
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}

// read reads the folder's files, by their names.
func read(folder string) (map[string][]byte, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.tf"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s has no *.tf", folder)
	}
	examples, err := filepath.Glob(filepath.Join(folder, "*.tfvars.example"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range append(names, examples...) {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return files, nil
}
