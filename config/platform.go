package config

import (
	"cmp"
	"strings"
)

// The variables by which the platform tells a function what it is (environment variables of SCF's container), and the one by
// which a person says where else its API is.
const (
	regionVariable           = "TENCENTCLOUD_REGION"
	namespaceVariable        = "SCF_NAMESPACE"
	functionVariable         = "SCF_FUNCTIONNAME"
	functionVersionVariable  = "SCF_FUNCTIONVERSION"
	platformEndpointVariable = "TOKENREPORT_SCF_ENDPOINT"
)

// platformEndpoint is that of both sites (SCF, "Invoke").
const platformEndpoint = "scf.tencentcloudapi.com"

func readPlatform(env Lookup, found *problems) Platform {
	value := func(name string) string {
		text, _ := env(name)
		return strings.TrimSpace(text)
	}
	return Platform{
		Region: value(regionVariable), Namespace: value(namespaceVariable), Function: value(functionVariable),
		Version: value(functionVersionVariable), Endpoint: readPlatformEndpoint(value(platformEndpointVariable), found),
	}
}

func readPlatformEndpoint(text string, found *problems) string {
	text = cmp.Or(text, platformEndpoint)
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	base, err := parseBase(text)
	if err != nil {
		found.addVariable(platformEndpointVariable, "holds an address that "+err.Error(), "unset it for "+platformEndpoint+", or set it to a host or a URL of scheme, host and port")
		return "https://" + platformEndpoint
	}
	return base.String()
}
