package config

import (
	"errors"
	"net/url"
	"path"
	"regexp"
	"strings"
)

const storageExample = "cos://BUCKET-APPID/prefix?region=ap-jakarta or file:///folder"

// bucket is a bucket's whole name, which ends in the account's APPID (COS, "Bucket overview": naming).
var bucket = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?-[0-9]{6,}$`)

// readStorage returns nil where no storage is given. An empty url switches the section off.
func readStorage(n *node) *Storage {
	s := n.section()
	location, key := s.get("url"), s.get("link_key")
	publicURL, life := s.get("public_url"), s.get("link_life")
	s.end()

	public, linkKey := readPublicURL(publicURL), readLinkKey(key)
	linkLife := quantity(life, longestLinkLife, parseLinkLife, linkLifeAccepted)
	if n.empty() || location.empty() && location.kind != absent {
		return nil
	}
	checkLinkKey(key)
	storage := readLocation(location)
	switch {
	case storage == nil:
		return nil
	case storage.COS != nil:
		storage.COS.LinkKey = linkKey
	case key.given():
		key.complain("signs links to a bucket, but the storage is a folder", key.removal())
	}
	storage.PublicURL, storage.LinkLife = public, linkLife
	return storage
}

// readLocation reads the url; nil where it is none.
func readLocation(n *node) *Storage {
	n.require("a storage url such as " + storageExample)
	text, ok := n.str()
	if !ok {
		return nil
	}
	storage, err := parseStorage(text)
	if err != nil {
		n.refuse(err.Error(), "a storage url such as "+storageExample)
		return nil
	}
	return storage
}

// parseStorage reads cos://BUCKET-APPID/prefix?region=REGION[&endpoint=URL] or file:///folder. Its errors hold
// nothing of the url, which may hold a key by mistake.
func parseStorage(text string) (*Storage, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("is no url")
	case u.User != nil:
		return nil, errors.New("has a user name in it; credentials come from the environment")
	case u.Fragment != "":
		return nil, errors.New(`has a "#" in it`)
	case u.Scheme == "cos" && u.Opaque == "":
		return parseCOS(u)
	case u.Scheme == "file" && u.Opaque == "":
		return parseFolder(u)
	}
	return nil, errors.New("begins neither with cos:// nor with file:///")
}

func parseCOS(u *url.URL) (*Storage, error) {
	if !bucket.MatchString(u.Host) {
		return nil, errors.New("names no bucket: after cos:// comes its name with the APPID, as reports-1250000000")
	}
	prefix, err := cleanPath(u.Path)
	if err != nil {
		return nil, err
	}
	if len(prefix) > longestPrefix {
		return nil, errors.New("has a prefix that is too long")
	}
	base, err := bucketURL(u.Host, u.RawQuery)
	if err != nil {
		return nil, err
	}
	return &Storage{COS: &COSStorage{BucketURL: base, Prefix: prefix}}, nil
}

// longestPrefix, in bytes, leaves room for the rest of a key, which has at most 850 (COS, "Object overview").
const longestPrefix = 512

func bucketURL(name, rawQuery string) (*url.URL, error) {
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, errors.New(`has a query that cannot be read after "?"`)
	}
	for key, values := range query {
		if key != "region" && key != "endpoint" || len(values) != 1 {
			return nil, errors.New(`has something other than one region and one endpoint after "?"`)
		}
	}
	regionName := query.Get("region")
	switch {
	case regionName != "" && !region.MatchString(regionName):
		return nil, errors.New("has a region that is none")
	case query.Has("endpoint"):
		return parseBucketEndpoint(query.Get("endpoint"))
	case regionName == "":
		return nil, errors.New("names no region")
	}
	return &url.URL{Scheme: "https", Host: name + ".cos." + regionName + ".myqcloud.com"}, nil
}

func parseBucketEndpoint(text string) (*url.URL, error) {
	base, err := parseBase(text)
	if err != nil {
		return nil, errors.New("has an endpoint that " + err.Error())
	}
	return base, nil
}

func parseFolder(u *url.URL) (*Storage, error) {
	folder, err := cleanPath(u.Path)
	switch {
	case u.Host != "":
		return nil, errors.New("names no absolute folder: file: is followed by three slashes")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, errors.New(`has a "?" in it`)
	case err != nil:
		return nil, err
	case folder == "":
		return nil, errors.New("names no folder")
	}
	return &Storage{Folder: "/" + folder}, nil
}

// cleanPath returns the path without leading, trailing and double slashes.
func cleanPath(text string) (string, error) {
	for part := range strings.SplitSeq(text, "/") {
		if part == "." || part == ".." {
			return "", errors.New(`has a part "." or ".." in its path`)
		}
	}
	if _, hidden := forbidden(text); hidden || strings.Contains(text, `\`) {
		return "", errors.New(`has a control character or a "\" in its path`)
	}
	return strings.Trim(path.Clean("/"+text), "/"), nil
}
