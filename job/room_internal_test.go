package job

import (
	"context"
	"strings"
	"testing"
	"time"

	"tokenreport/apiclient"
	"tokenreport/secret"
)

// A run whose time was used up before it could fetch does not advise a longer timeout for its one call.
func TestNoTimeIsLeftForFetching(t *testing.T) {
	api, err := apiclient.New(apiclient.Options{Endpoint: "https://localhost", Region: "r", Rate: 20, Now: time.Now},
		apiclient.Credentials{SecretID: secret.New("a"), SecretKey: secret.New("b")}, new(apiclient.Pacer))
	if err != nil {
		t.Fatal(err)
	}
	r := Runner{API: api}
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if err := r.roomFor(ctx, 1); err == nil || !strings.Contains(err.Error(), "no time is left") || strings.Contains(err.Error(), "timeout") {
		t.Error(err)
	}
}
