package config_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/config"
	"tokenreport/report/format"
)

func TestBuiltInDefault(t *testing.T) {
	mail := environment{
		"TOKENREPORT_TO": "ops@example.com, boss@example.com", "SMTP_HOST": "smtp.example.com", "SMTP_FROM": "report@example.com",
	}
	tests := []struct {
		name      string
		variables environment
		to        int
		stored    bool
	}{
		{"mail", mail, 2, false},
		{"storage", environment{"TOKENREPORT_STORAGE": "file:///srv/reports"}, 0, true},
		{"both", mail.plus(environment{"TOKENREPORT_STORAGE": "cos://reports-1250000000/usage?region=ap-jakarta"}), 2, true},
		{"storage beside SMTP variables that are always set", environment{
			"TOKENREPORT_STORAGE": "file:///srv/reports", "TOKENREPORT_TO": "",
			"SMTP_HOST": "", "SMTP_PORT": "465", "SMTP_TLS": "implicit",
		}, 0, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := config.Load(config.Default(), with(test.variables).lookup)
			if err != nil {
				t.Fatal(err)
			}
			r := c.Reports[0]
			if (r.Email != nil) != (test.to > 0) || r.Email != nil && len(r.Email.To) != test.to {
				t.Errorf("mailed to %+v, want %d", r.Email, test.to)
			}
			if (len(r.Store) == len(format.All())) != test.stored || (c.Storage != nil) != test.stored {
				t.Errorf("stored as %v in %+v, want %v", r.Store, c.Storage, test.stored)
			}
		})
	}
}

func TestBuiltInDefaultTakesEveryVariable(t *testing.T) {
	c, err := config.Load(config.Default(), with(environment{
		"TOKENREPORT_TIMEZONE": "Asia/Jakarta", "TOKENREPORT_LANGUAGE": "id", "TOKENREPORT_TO": "ops@example.com",
		"TOKENREPORT_ENDPOINT": "lke.tencentcloudapi.com", "TOKENREPORT_REGION": "ap-shanghai",
		"TOKENREPORT_STORAGE": "file:///srv/reports", "TOKENREPORT_OWNER": "oncall@example.com, Boss <boss@example.com>",
		"SMTP_HOST": "smtp.example.com", "SMTP_PORT": "2525", "SMTP_TLS": "starttls",
		"SMTP_USERNAME": "user", "SMTP_PASSWORD": canary, "SMTP_FROM": "report@example.com",
	}).lookup)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{
		c.Timezone.String(), string(c.Language), c.API.Endpoint, c.API.Region, c.Storage.Folder,
		c.SMTP.Host, string(c.SMTP.TLS), c.SMTP.Username, c.SMTP.Password.Reveal(), c.SMTP.From.Address,
	}
	for _, owner := range c.Owner {
		got = append(got, owner.Address)
	}
	want := []string{
		"Asia/Jakarta", "id", "https://lke.tencentcloudapi.com", "ap-shanghai", "/srv/reports",
		"smtp.example.com", "starttls", "user", canary, "report@example.com", "oncall@example.com", "boss@example.com",
	}
	if !slices.Equal(got, want) || c.SMTP.Port != 2525 {
		t.Errorf("got %q and port %d", got, c.SMTP.Port)
	}
}

// Whoever deploys with variables alone has never seen the file, so that each error names the variable to set.
func TestBuiltInDefaultNamesVariables(t *testing.T) {
	to := environment{"TOKENREPORT_TO": "ops@example.com"}
	server := to.plus(environment{"SMTP_HOST": "smtp.example.com"})
	user := server.plus(environment{"SMTP_USERNAME": "report@example.com"})
	tests := []struct {
		name      string
		variables environment
		want      []string // without the file's name
	}{
		{"nothing", nil, []string{
			"20:5: reports[0]: has neither email nor store, so that nobody would get it; set TOKENREPORT_TO or TOKENREPORT_STORAGE",
		}},
		{"no server", to, []string{
			"10:9: smtp.host: is empty, but reports[0].email needs it; set SMTP_HOST to the mail server's name",
		}},
		{"no server for the owner", environment{
			"TOKENREPORT_STORAGE": "file:///srv/reports", "TOKENREPORT_OWNER": "oncall@example.com",
		}, []string{
			"10:9: smtp.host: is empty, but owner needs it; set SMTP_HOST to the mail server's name",
		}},
		{"an owner and nobody else", environment{"TOKENREPORT_OWNER": "oncall@example.com"}, []string{
			"10:9: smtp.host: is empty, but owner needs it; set SMTP_HOST to the mail server's name",
			"20:5: reports[0]: has neither email nor store, so that nobody would get it; set TOKENREPORT_TO or TOKENREPORT_STORAGE",
		}},
		{"no sender", server, []string{
			"15:9: smtp.from: is empty; set SMTP_FROM to the sender's address",
		}},
		{"no password", user, []string{
			"14:13: smtp.password: is empty; set SMTP_PASSWORD to the password of username",
		}},
		{"password without TLS", user.plus(environment{"SMTP_PASSWORD": canary, "SMTP_TLS": "none"}), []string{
			"14:13: smtp.password: would be sent in the clear with tls: none; " +
				"set SMTP_TLS to implicit or starttls, or leave out username and password",
		}},
		{"bad values", server.plus(environment{
			"TOKENREPORT_TIMEZONE": "Jakarta", "SMTP_PORT": "smtp", "SMTP_FROM": "report", "TOKENREPORT_OWNER": "oncall",
		}), []string{
			`4:11: timezone: is "Jakarta", which is no known time zone; ` +
				"set TOKENREPORT_TIMEZONE to an IANA name such as Asia/Jakarta or UTC",
			`11:9: smtp.port: is "smtp"; set SMTP_PORT to a whole number from 1 to 65535`,
			`15:9: smtp.from: is "report", which is no mail address; ` +
				`set SMTP_FROM to an address such as ops@example.com or "Name <ops@example.com>"`,
			`18:8: owner[0]: is "oncall", which is no mail address; ` +
				`set TOKENREPORT_OWNER to an address such as ops@example.com or "Name <ops@example.com>"`,
		}},
		{"bad recipient", server.plus(environment{
			"SMTP_FROM": "report@example.com", "TOKENREPORT_TO": "ops@example.com;boss@example.com",
		}), []string{
			`22:11: reports[0].email.to[0]: is "ops@example.com;boss@example.com", which is no mail address; ` +
				`set TOKENREPORT_TO to an address such as ops@example.com or "Name <ops@example.com>"`,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := config.Load(config.Default(), with(test.variables).lookup)
			const file = "(built-in default.yml):"
			if want := file + strings.Join(test.want, "\n"+file); err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}

func TestMissingCredentials(t *testing.T) {
	const elsewhere = "environment: TENCENTCLOUD_SECRETID: is not set; export TENCENTCLOUD_SECRETID with the value of a CAM key\n" +
		"environment: TENCENTCLOUD_SECRETKEY: is not set; export TENCENTCLOUD_SECRETKEY with the value of a CAM key"
	const role = "is not set; give the function an execution role, which sets it at every invocation"
	const platform = "environment: TENCENTCLOUD_SECRETID: " + role + "\nenvironment: TENCENTCLOUD_SECRETKEY: " + role
	const keyAlone = " holds white space, a control character or a character outside ASCII; " +
		"set it to the key alone, without a line break after it"
	tests := []struct {
		name, text string
		variables  environment
		want       string
	}{
		{"elsewhere", smallest, nil, elsewhere},
		{"empty", smallest, environment{"TENCENTCLOUD_SECRETID": "", "TENCENTCLOUD_SECRETKEY": ""}, elsewhere},
		{"on the platform", smallest, environment{"TENCENTCLOUD_RUNENV": "SCF"}, platform},
		{"together with the file's errors", "language: fr\n" + smallest, environment{"TENCENTCLOUD_RUNENV": "SCF"},
			"tokenreport.yml:1:11: language: is \"fr\"; give en, id or zh-CN\n" + platform},
		{"with a line break", smallest, environment{
			"TENCENTCLOUD_SECRETID": canary + "\n", "TENCENTCLOUD_SECRETKEY": canary, "TENCENTCLOUD_SESSIONTOKEN": "a " + canary,
		},
			"environment: TENCENTCLOUD_SECRETID:" + keyAlone + "\nenvironment: TENCENTCLOUD_SESSIONTOKEN:" + keyAlone},
		{"as the SDK spells them", smallest, environment{"TENCENTCLOUD_SECRET_ID": canary + "\n", "TENCENTCLOUD_SECRET_KEY": canary, "TENCENTCLOUD_TOKEN": "a b"},
			"environment: TENCENTCLOUD_SECRET_ID:" + keyAlone + "\nenvironment: TENCENTCLOUD_TOKEN:" + keyAlone},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := config.Load(config.Source{Name: "tokenreport.yml", YAML: []byte(test.text)}, test.variables.lookup)
			if err == nil || err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

// The platform renews the keys of a warm instance: nothing may be kept from one call to the next.
func TestEnvironmentIsReadAtEveryLoad(t *testing.T) {
	for _, key := range []string{"first", "second"} {
		c := mustLoad(t, smallest, environment{"TENCENTCLOUD_SECRETKEY": key})
		if got := c.Credentials.SecretKey.Reveal(); got != key {
			t.Errorf("got %q, want %q", got, key)
		}
	}
}
