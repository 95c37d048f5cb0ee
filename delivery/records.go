package delivery

import "fmt"

// Path names the key's records in a storage: readable to the channel, then the digest that also names the Message-ID,
// since an address is no name for a file.
func (k Key) Path() string {
	return fmt.Sprintf(".tokenreport/%s/%s/r%d/%s/%s", atom(k.Report), atom(k.Period), k.Revision, atom(k.Channel), k.digest())
}
