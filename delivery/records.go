package delivery

import "fmt"

// Folder names the place in a storage of all records of the key's report.
func (k Key) Folder() string { return ".tokenreport/" + atom(k.Report) }

// Path names the key's records in a storage: readable to the channel, then the digest that also names the Message-ID,
// since an address is no name for a file.
func (k Key) Path() string {
	return fmt.Sprintf("%s/%s/r%d/%s/%s", k.Folder(), atom(k.Period), k.Revision, atom(k.Channel), k.digest(""))
}
