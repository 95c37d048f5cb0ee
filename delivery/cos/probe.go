package cos

import (
	"cmp"
	"context"
	"errors"
	"path"

	"tokenreport/delivery"
)

var removing = operation{"delete object", "name/cos:DeleteObject"}

// Remove deletes what is kept under a name; that nothing is kept is no error. A report never needs it: whoever tries the
// storage takes away what was left by that. In a bucket that keeps versions it hides the object. Errors are a
// [*delivery.Error], whose hint speaks of the whole folder.
func (s *Shelf) Remove(ctx context.Context, name string) error {
	key := s.channel.key("", name)
	ctx, cancel := context.WithTimeout(ctx, s.channel.options.Timeout)
	defer cancel()
	_, err := s.channel.client.Object.Delete(ctx, key)
	if err == nil {
		return nil
	}
	failed := s.channel.failure(removing, key, cmp.Or(ctx.Err(), err))
	var refusal *delivery.Error
	if errors.As(failed, &refusal) && refusal.Code == "AccessDenied" {
		refusal.Hint = s.channel.hint(refusal.Code, removing, path.Dir(key)+"/*")
	}
	return failed
}
