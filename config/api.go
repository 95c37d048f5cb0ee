package config

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

const internationalEndpoint = "https://lke.intl.tencentcloudapi.com"

// region is a region's name, such as ap-jakarta or ap-shanghai-fsi.
var region = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)+$`)

func readAPI(n *node, zone *time.Location) API {
	s := n.section()
	defer s.end()
	endpoint := s.get("endpoint").endpoint(internationalEndpoint)
	return API{
		Endpoint:   endpoint,
		Region:     readRegion(s.get("region"), endpoint),
		Rate:       s.get("rate").integer(20, 1, 20), // the API's own limit
		TimeFields: oneOf(s.get("time_fields"), TimeFieldsAuto, TimeFieldsAuto, TimeFieldsLegacy, TimeFieldsStat, TimeFieldsBoth),
		Labels:     oneOf(s.get("labels"), LabelsAuto, LabelsAuto, LabelsStart, LabelsEnd),
		LabelZone:  s.get("label_timezone").zone(zone),
	}
}

// readRegion defaults to the region in which the endpoint's own documentation has its examples.
func readRegion(n *node, endpoint string) string {
	name, ok := n.str()
	switch {
	case ok && region.MatchString(name):
		return name
	case ok:
		n.refuse("is "+n.shown()+", which is no region", "a region such as ap-jakarta or ap-guangzhou")
	case isDomestic(endpoint):
		return "ap-guangzhou"
	}
	return "ap-jakarta"
}

func isDomestic(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && strings.HasSuffix(u.Hostname(), ".tencentcloudapi.com") && !strings.Contains(u.Hostname(), ".intl.")
}
