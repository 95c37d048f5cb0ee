package job

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tokenreport/delivery"
)

// A delivery whose last try had no time left says what the try before came to: that is what has to be put right.
func TestACutTryNamesTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		tries := 0
		_, err := persist(ctx, patience{}, func() (string, error) {
			if tries++; tries == 1 {
				return "", &delivery.Error{Fault: delivery.Temporary, Doing: "put object a.pdf", Err: errors.New("connection reset")}
			}
			<-ctx.Done()
			return "", fmt.Errorf("get object a.claim.json: %w", ctx.Err())
		})
		if tries != 2 || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "put object a.pdf: connection reset") {
			t.Errorf("after %d tries: %v", tries, err)
		}
	})
}
