package delivery

import (
	"fmt"
	"mime"
	"strings"
)

// Check reports the first thing that makes the parcel unfit for any channel: an unsafe folder, a file whose
// name or Content-ID is unsafe or whose media type is none, two files of one name. Channels call it before
// they connect. Its error is a permanent [*Error].
func (p Parcel) Check() error {
	err := checkFolder(p.Folder)
	seen := map[string]bool{}
	for _, f := range p.Files {
		if err == nil && seen[f.Name] {
			err = fmt.Errorf("two files are named %q", f.Name)
		}
		if err == nil {
			err = f.check()
		}
		seen[f.Name] = true
	}
	if err != nil {
		return &Error{Fault: Permanent, Doing: "check the parcel " + p.Key.String(), Err: err}
	}
	return nil
}

func checkFolder(folder string) error {
	if folder == "" {
		return nil
	}
	for part := range strings.SplitSeq(folder, "/") {
		if !SafeName(part) {
			return fmt.Errorf("the folder %q has an unsafe part %q", folder, part)
		}
	}
	return nil
}

func checkName(name string) error {
	if !SafeName(name) {
		return fmt.Errorf("the file name %q is unsafe", name)
	}
	return nil
}

func (f File) check() error {
	if err := checkName(f.Name); err != nil {
		return err
	}
	if !printableASCII(f.Type) {
		return fmt.Errorf("the file %s has the media type %q, which is not plain ASCII", f.Name, f.Type)
	}
	if _, _, err := mime.ParseMediaType(f.Type); err != nil {
		return fmt.Errorf("the file %s has the media type %q: %w", f.Name, f.Type, err)
	}
	if !safeContentID(f.ContentID) {
		return fmt.Errorf("the file %s has the unsafe Content-ID %q", f.Name, f.ContentID)
	}
	return nil
}

// printableASCII reports whether s may stand in a header as it is.
func printableASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// safeContentID allows a dot-atom with an optional domain, which needs no quoting in a header or in a cid: URL.
func safeContentID(id string) bool {
	return len(id) <= maxName && !strings.ContainsFunc(id, func(r rune) bool {
		return !isLetterOrDigit(r) && !strings.ContainsRune("-_.@", r)
	})
}
