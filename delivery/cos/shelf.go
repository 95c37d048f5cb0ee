package cos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery"
)

// Shelf keeps small records in the bucket, under the channel's prefix: each created once and never changed, or, where
// nothing depends on who was first, replaced.
//
// COS refuses to overwrite an object where the request says x-cos-forbid-overwrite, of two at the same moment one.
// The header has no effect in a bucket that is versioned or ever was (API document PUT Object): see [Shelf.Excludes].
type Shelf struct{ channel *Channel }

// Shelf is where the records of this bucket are kept.
func (c *Channel) Shelf() *Shelf { return &Shelf{c} }

// Create keeps content under a name that must not be taken; if it is, the error is [io/fs.ErrExist]. Other errors
// are a [*delivery.Error], after which the record may have been kept all the same.
func (s *Shelf) Create(ctx context.Context, name string, content []byte) error {
	key := s.channel.key("", name)
	err := s.channel.put(ctx, key, content, sdk.ObjectPutHeaderOptions{
		ContentType:   "application/json",
		XOptionHeader: &http.Header{"x-cos-forbid-overwrite": {"true"}},
	})
	var refusal *sdk.ErrorResponse
	if errors.As(err, &refusal) && refusal.Code == "FileAlreadyExists" {
		return fmt.Errorf("keep %s: %w", key, fs.ErrExist)
	}
	if err != nil {
		return s.channel.failure(putting, key, err)
	}
	return nil
}

// Replace keeps content under a name, whatever was kept there: of two at the same moment one stays, whole. The errors are
// those of Create but for [io/fs.ErrExist].
func (s *Shelf) Replace(ctx context.Context, name string, content []byte) error {
	key := s.channel.key("", name)
	if err := s.channel.put(ctx, key, content, sdk.ObjectPutHeaderOptions{ContentType: "application/json"}); err != nil {
		return s.channel.failure(putting, key, err)
	}
	return nil
}

// Read returns what is kept under a name; [io/fs.ErrNotExist] if nothing is. Other errors are a [*delivery.Error].
func (s *Shelf) Read(ctx context.Context, name string) ([]byte, error) {
	content, _, err := s.get(ctx, name)
	return content, err
}

// Age implements the ledger's Dated, by what COS says of the moment and of the object. The error is [errors.ErrUnsupported] where it
// does not say so.
func (s *Shelf) Age(ctx context.Context, name string) (time.Duration, error) {
	_, header, err := s.get(ctx, name)
	if err != nil {
		return 0, err
	}
	now, nowErr := http.ParseTime(header.Get("Date"))
	created, createdErr := http.ParseTime(header.Get("Last-Modified"))
	if nowErr != nil || createdErr != nil {
		return 0, errors.ErrUnsupported
	}
	return now.Sub(created), nil
}

func (s *Shelf) get(ctx context.Context, name string) ([]byte, http.Header, error) {
	key := s.channel.key("", name)
	ctx, cancel := context.WithTimeout(ctx, s.channel.options.Timeout)
	defer cancel()
	answer, err := s.channel.client.Object.Get(ctx, key, nil)
	var refusal *sdk.ErrorResponse
	if errors.As(err, &refusal) && refusal.Code == "NoSuchKey" {
		return nil, nil, fmt.Errorf("look for %s: %w", key, fs.ErrNotExist)
	}
	if err != nil {
		return nil, nil, s.channel.failure(getting, key, cmp.Or(ctx.Err(), err))
	}
	defer func() { _ = answer.Body.Close() }() // nothing was written
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, nil, s.channel.failure(getting, key, cmp.Or(ctx.Err(), err))
	}
	if len(content) >= maxAnswer && answer.ContentLength != int64(len(content)) {
		return nil, nil, &delivery.Error{Fault: delivery.Permanent, Doing: getting.doing + " " + key, Err: errTooLong, Hint: "look whether something else writes there"}
	}
	return content, answer.Header, nil
}

// errTooLong is an object that this program has not written.
var errTooLong = errors.New("the object is larger than 1 MiB, of which the rest was not read")

// Excludes reports whether the bucket keeps [Shelf.Create]'s promise: it was never versioned. The role needs
// name/cos:GetBucketVersioning on the bucket.
func (s *Shelf) Excludes(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, s.channel.options.Timeout)
	defer cancel()
	versioning, _, err := s.channel.client.Bucket.GetVersioning(ctx)
	if err != nil {
		return false, s.channel.failure(asking, "objects", cmp.Or(ctx.Err(), err))
	}
	return versioning.Status == "", nil
}
