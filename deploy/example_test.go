package deploy_test

import (
	"archive/zip"
	"bytes"
	"fmt"

	"tokenreport/deploy"
)

// The zip depends on its files alone: not on their order, the day, or the machine.
func ExampleBundle_Zip() {
	binary := deploy.File{Name: deploy.Handler, Mode: deploy.Executable, Content: []byte("ELF…")}
	settings := deploy.File{Name: deploy.Configuration, Mode: deploy.Plain, Content: []byte("reports: []\n")}
	one, err := deploy.Bundle{settings, binary}.Zip()
	if err != nil {
		fmt.Println(err)
		return
	}
	another, err := deploy.Bundle{binary, settings}.Zip()
	fmt.Println(bytes.Equal(one, another), err)

	contents, err := zip.NewReader(bytes.NewReader(one), int64(len(one)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, file := range contents.File {
		fmt.Println(file.Mode(), file.Name)
	}
	// Output:
	// true <nil>
	// -rwxr-xr-x main
	// -rw-r--r-- tokenreport.yml
}
