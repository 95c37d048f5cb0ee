package config

import (
	"net/url"
	"strings"
	"time"

	"tokenreport/secret"
)

// longestLinkLife is the default as well: a mail is read within a week, or not at all.
const longestLinkLife = 7 * 24 * time.Hour

// linkKeyPath is the section of two secrets and nothing else.
const linkKeyPath = "storage.link_key"

// readPublicURL returns nil where none is given.
func readPublicURL(n *node) *url.URL {
	text, ok := n.str()
	if !ok {
		return nil
	}
	u, err := parsePublicURL(text)
	if err != nil {
		n.refuse("is "+n.shown()+", which "+err.Error(), "the URL of a site, such as https://reports.example.com/usage")
		return nil
	}
	return u
}

// parsePublicURL accepts what [parseURL] does, and cleans the path. Its errors complete "which …".
func parsePublicURL(text string) (*url.URL, error) {
	u, err := parseURL(text)
	if err != nil {
		return nil, err
	}
	folder, err := cleanPath(u.Path)
	if err != nil {
		return nil, err
	}
	base := baseOf(u)
	if folder != "" {
		base.Path = "/" + folder
	}
	return base, nil
}

// readLinkKey returns nil where no key is given.
func readLinkKey(n *node) *LinkKey {
	s := n.section()
	id, key := s.get("id"), s.get("secret")
	s.end()
	link := &LinkKey{ID: id.credential(), Secret: key.credential()}
	if n.empty() {
		return nil
	}
	return link
}

// checkLinkKey complains about half a key.
func checkLinkKey(n *node) {
	switch id, key := n.field("id"), n.field("secret"); {
	case !id.empty():
		key.require("the secret key that belongs to id")
	case !key.empty():
		id.require("the id that belongs to the secret key")
	}
}

// credential reads half of a key.
func (n *node) credential() secret.Text {
	text, ok := n.str()
	if ok && strings.ContainsFunc(text, notInCredential) {
		n.refuse("holds white space or a character outside ASCII", "the key alone")
		return secret.Text{}
	}
	return secret.New(text)
}
