package config_test

import (
	"strings"
	"testing"

	"tokenreport/config"
)

const dispatching = smallest + "dispatch: scf\n"

func TestPlatform(t *testing.T) {
	told := environment{
		"TENCENTCLOUD_REGION": "ap-singapore", "SCF_NAMESPACE": "default", "SCF_FUNCTIONNAME": "tokenreport-prod", "SCF_FUNCTIONVERSION": "$LATEST",
		"TOKENREPORT_SCF_ENDPOINT": "SCF.internal.example.com:8443",
	}
	for name, test := range map[string]struct {
		text string
		env  environment
		want config.Platform
	}{
		"on the platform": {dispatching, told, config.Platform{
			Region: "ap-singapore", Namespace: "default", Function: "tokenreport-prod", Version: "$LATEST", Endpoint: "https://scf.internal.example.com:8443",
		}},
		"on a command line":    {dispatching, nil, config.Platform{Endpoint: "https://scf.tencentcloudapi.com"}},
		"without a dispatcher": {smallest, told, config.Platform{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustLoad(t, test.text, test.env).Platform; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestPlatformEndpointIsChecked(t *testing.T) {
	for _, wrong := range []string{"http://scf.example.com", "scf.example.com/path", "https://user:" + canary + "@scf.example.com", "scf example"} {
		_, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(dispatching)}, with(environment{"TOKENREPORT_SCF_ENDPOINT": wrong}).lookup)
		if err == nil || !strings.Contains(err.Error(), "environment: TOKENREPORT_SCF_ENDPOINT: holds an address that ") || strings.Contains(err.Error(), canary) {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
}
