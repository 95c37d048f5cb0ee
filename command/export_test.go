package command

import (
	"context"
	"crypto/x509"
	"log/slog"
)

// SetRate sets the pace of the calls in place of api.rate, by which a run's first history alone takes three seconds.
func (s *System) SetRate(perSecond int) { s.rate = perSecond }

// CheckTrusting is tokenreport check with authorities beside the system's: those of the embedded servers.
func CheckTrusting(ctx context.Context, sys System, api, smtp, cos, webhooks *x509.CertPool, send, asJSON bool) int {
	table, err := inspect(ctx, sys, trust{api: api, smtp: smtp, cos: cos, webhooks: webhooks}, send)
	return status(sys, "check", tell(sys, table, err, asJSON))
}

// InvokeTrusting is [Invoke] with such authorities.
func InvokeTrusting(ctx context.Context, sys System, log *slog.Logger, payload []byte, api, smtp, cos *x509.CertPool) ([]byte, error) {
	return invokeTrusting(ctx, sys, log, payload, trust{api: api, smtp: smtp, cos: cos})
}

// BackfillTrusting is tokenreport backfill with such authorities.
func BackfillTrusting(ctx context.Context, sys System, args []string, api, smtp, cos *x509.CertPool) int {
	return status(sys, "backfill", backfillTrusting(ctx, sys, args, trust{api: api, smtp: smtp, cos: cos}))
}
