package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"tokenreport/internal/parallel"
)

// Resolver looks up names. *[net.Resolver] is one.
type Resolver interface {
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupHost(ctx context.Context, host string) (addresses []string, err error)
}

// domains looks up where mail for the recipients' domains goes.
func (p Plan) domains(ctx context.Context) []Row {
	return []Row{Try(ctx, p.Now, Domains, func(ctx context.Context) Outcome {
		switch names := domainsOf(p.Recipients); {
		case p.Mail == nil:
			return Outcome{Skip: noMail}
		case len(names) == 0:
			return Outcome{Skip: nobody}
		default:
			return lookUp(ctx, p.Resolver, names)
		}
	})}
}

// domainsOf are the domains of addresses, each once.
func domainsOf(addresses []string) []string {
	var names []string
	for _, address := range addresses {
		name := strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func lookUp(ctx context.Context, resolver Resolver, names []string) Outcome {
	findings := make([]*Finding, len(names))
	parallel.Do(len(names), len(names), func(i int) { findings[i] = lookUpOne(ctx, resolver, names[i]) })
	var o Outcome
	for _, finding := range findings {
		if finding != nil {
			o.Findings = append(o.Findings, *finding)
		}
	}
	o.Detail = fmt.Sprintf("that take mail: %d of %d", len(names)-len(o.Findings), len(names))
	return o
}

// lookUpOne finds what keeps a domain from taking mail. One without MX takes it at its address (RFC 5321, section 5.1).
func lookUpOne(ctx context.Context, resolver Resolver, name string) *Finding {
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return nil
	}
	servers, err := resolver.LookupMX(ctx, name)
	if isNotFound(err) || err == nil && len(servers) == 0 {
		_, err = resolver.LookupHost(ctx, name)
	}
	const hint = "correct the addresses of this domain, or remove them"
	switch {
	case isNotFound(err):
		return &Finding{Failed, name + ": the domain has neither a mail server (MX) nor an address", hint}
	case err != nil:
		finding := Complain(Warning, fmt.Errorf("%s: %w", name, err), "ask again later; the mail server may know the domain all the same")
		return &finding
	case len(servers) == 1 && servers[0].Host == ".": // RFC 7505
		return &Finding{Failed, name + ": the domain says that it takes no mail (its MX is \".\")", hint}
	}
	return nil
}

func isNotFound(err error) bool {
	var lookup *net.DNSError
	return errors.As(err, &lookup) && lookup.IsNotFound
}
