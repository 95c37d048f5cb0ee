package file

import (
	"context"
	"fmt"
	"net/url"
	"path"

	"tokenreport/delivery"
)

// WithPublicURL returns a channel into the same folder whose links lead to the site at base, which serves the folder
// from its root; nil for no such site.
func (c *Channel) WithPublicURL(base *url.URL) (*Channel, error) {
	if err := delivery.CheckPublicURL(base); err != nil {
		return nil, fmt.Errorf("configure the storage folder %s: %w", c.root, err)
	}
	return &Channel{root: c.root, public: base}, nil
}

// Link makes a link to the file name in folder, as a parcel's delivery stores it, without asking whether it is there.
// Its errors are permanent [*delivery.Error]; where no site serves the folder, [delivery.ErrNoLink].
func (c *Channel) Link(_ context.Context, folder, name string) (delivery.Link, error) {
	if err := delivery.CheckLinked(folder, name); err != nil {
		return delivery.Link{}, err
	}
	key := path.Join(folder, name)
	if c.public == nil {
		return delivery.Link{}, &delivery.Error{
			Fault: delivery.Permanent,
			Doing: "make a link to " + key,
			Err:   delivery.ErrNoLink,
			Hint:  "set storage.public_url to the site that serves the folder, or store in COS",
		}
	}
	return delivery.PublicLink(c.public, key), nil
}
