package config_test

import (
	"testing"

	"tokenreport/config"
)

func TestRemnant(t *testing.T) {
	const sound = "smtp: {host: smtp.example.com, from: report@example.com}\nowner: oncall@example.com\n"
	keys := map[string]string{"TENCENTCLOUD_SECRETID": "id", "TENCENTCLOUD_SECRETKEY": "key"}
	tests := map[string]struct {
		yaml    string
		env     map[string]string
		told    string // the owner's address; empty: nobody
		storage bool
	}{
		"a wrong key elsewhere":      {sound + "storage: {url: file:///srv}\nreports: [{nam: daily}]\n", keys, "oncall@example.com", true},
		"no report":                  {sound, keys, "oncall@example.com", false},
		"a wrong storage":            {sound + "storage: {url: ftp://x}\n", keys, "oncall@example.com", false},
		"storage without its keys":   {sound + "storage: {url: file:///srv}\n", nil, "oncall@example.com", false},
		"no owner":                   {"smtp: {host: smtp.example.com, from: report@example.com}\n", keys, "", false},
		"a wrong owner":              {"smtp: {host: smtp.example.com, from: report@example.com}\nowner: nobody\n", keys, "", false},
		"a wrong mail server":        {"smtp: {host: 'a b', from: report@example.com}\nowner: oncall@example.com\n", keys, "", false},
		"an unknown key of the mail": {"smtp: {host: smtp.example.com, from: report@example.com, hots: x}\nowner: oncall@example.com\n", keys, "", false},
		"no YAML":                    {"reports: [", keys, "", false},
		"no YAML, but variables": {
			"reports: [", map[string]string{"TOKENREPORT_OWNER": "env@example.com", "SMTP_HOST": "smtp.example.com", "SMTP_FROM": "report@example.com"},
			"env@example.com", false,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			env := func(name string) (string, bool) { v, ok := test.env[name]; return v, ok }
			src := config.Source{Name: "tokenreport.yml", YAML: []byte(test.yaml)}
			if _, err := config.Load(src, env); err == nil {
				t.Fatal("the configuration is accepted")
			}
			c := config.Remnant(src, env)
			if c == nil {
				if test.told != "" {
					t.Errorf("nobody can be told, want %s", test.told)
				}
				return
			}
			if c.Owner[0].Address != test.told || c.SMTP == nil || (c.Storage != nil) != test.storage {
				t.Errorf("owner %v, storage %v; want %s, %v", c.Owner, c.Storage, test.told, test.storage)
			}
		})
	}
}
