package cos

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery"
	"tokenreport/secret"
)

const (
	// DefaultLinkLife is how long a link lives when [Options.LinkLife] is zero.
	DefaultLinkLife = 7 * 24 * time.Hour
	// maxTokenLife is how long the temporary credentials of a function's role live at most, as SCF's documents say;
	// what they have signed dies with them.
	maxTokenLife = 6 * time.Hour
	// tokenParameter carries the session token in a URL.
	tokenParameter = "x-cos-security-token"
)

var linking = operation{"sign a link to object", "name/cos:GetObject"}

func (o Options) checkLinks() error {
	var errs []error
	if (o.LinkID == "") != o.LinkKey.IsZero() {
		errs = append(errs, errors.New("storage.link_key.id and storage.link_key.secret must be given together, or neither"))
	}
	if o.LinkLife != 0 && o.LinkLife < time.Second {
		errs = append(errs, errors.New("storage.link_life must be a second at least"))
	}
	return errors.Join(append(errs, delivery.CheckPublicURL(o.PublicURL))...)
}

// Link makes a link to the file name in folder, as a parcel's delivery stores it, without asking whether it is there.
// It leads to [Options.PublicURL] if there is one; else it is signed by [Options.LinkKey] if there is one; else by the
// channel's own credentials, and then ends after six hours at the latest, or earlier with the session token: when that
// was issued is not known here. Its errors are permanent [*delivery.Error].
//
// The signature covers the method, the host and the path, so the link reads this one object and nothing else. What signs
// it must be allowed name/cos:GetObject.
func (c *Channel) Link(ctx context.Context, folder, name string) (delivery.Link, error) {
	if err := delivery.CheckLinked(folder, name); err != nil {
		return delivery.Link{}, err
	}
	key := c.key(folder, name)
	if c.options.PublicURL != nil {
		return delivery.PublicLink(c.options.PublicURL, key), nil
	}
	return c.presign(ctx, key, c.linkSigner())
}

// A signer is a pair of keys and what goes with them.
type signer struct {
	id         string
	key, token secret.Text
	life       time.Duration
}

func (c *Channel) linkSigner() signer {
	o := c.options
	switch {
	case o.LinkID != "":
		return signer{id: o.LinkID, key: o.LinkKey, life: o.LinkLife}
	case !o.Token.IsZero():
		return signer{o.SecretID, o.SecretKey, o.Token, min(o.LinkLife, maxTokenLife)}
	default:
		return signer{id: o.SecretID, key: o.SecretKey, life: o.LinkLife}
	}
}

// presign signs a GET of key by its query alone. A session token has to be in it, since COS could not verify the
// signature without (https://cloud.tencent.com/document/product/436/45243). The mail's readers may see it: it opens
// nothing without the secret key that was issued with it (https://cloud.tencent.com/document/product/436/14048), and
// that cannot be had from the link.
func (c *Channel) presign(ctx context.Context, key string, by signer) (delivery.Link, error) {
	from := c.now()
	until := from.Add(by.life).Truncate(time.Second)
	options := &sdk.PresignedURLOptions{AuthTime: &sdk.AuthTime{
		SignStartTime: from, SignEndTime: until, KeyStartTime: from, KeyEndTime: until,
	}}
	if !by.token.IsZero() {
		options.Query = &url.Values{tokenParameter: {by.token.Reveal()}}
	}
	signed, err := c.client.Object.GetPresignedURL(ctx, http.MethodGet, key, by.id, by.key.Reveal(), by.life, options)
	if err != nil {
		// The SDK's words may quote the URL, and with it the token in a form that withoutSecrets does not know.
		return delivery.Link{}, &delivery.Error{
			Fault: delivery.Permanent, Doing: linking.doing + " " + key, Err: errors.New("the SDK makes no URL of it"),
		}
	}
	return delivery.Link{URL: signed.String(), Until: until.UTC()}, nil
}

// now is the clock for signatures: the given one, or else the one by which the SDK signs every request.
func (c *Channel) now() time.Time {
	if c.options.Now != nil {
		return c.options.Now()
	}
	return sdk.NewAuthTime(0).SignStartTime
}
