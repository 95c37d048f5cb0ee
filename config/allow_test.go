package config_test

import (
	"slices"
	"strings"
	"testing"

	"tokenreport/config"
)

// mailed is a configuration whose list of allowed recipients, owner and email are still to be filled in.
func mailed(allow, owner, email string, variables environment) (*config.Config, error) {
	return load(strings.NewReplacer("ALLOW", allow, "OWNER", owner, "EMAIL", email).Replace(`
smtp:
  host: smtp.example.com
  from: report@example.com
  allow: ALLOW
owner: OWNER
reports:
  - {name: one, email: EMAIL}
  - {name: two, email: {to: two@example.net}}
`), variables)
}

func TestAllowIsNormalised(t *testing.T) {
	tests := []struct {
		allow string
		want  []string
	}{
		{"example.net", []string{"example.net"}},
		{"[Example.NET, TWO@example.net]", []string{"example.net", "two@example.net"}},
		{"' example.net , localhost '", []string{"example.net", "localhost"}},
		{"[xn--fsqu00a.xn--55qx5d, sub.Example.net, example.net]", []string{"xn--fsqu00a.xn--55qx5d", "sub.example.net", "example.net"}},
		{"${LIST}", []string{"example.net", "ops@example.com"}},
		{"[]", nil},
		{"", nil},
		{"${EMPTY}", nil},
	}
	for _, test := range tests {
		t.Run(test.allow, func(t *testing.T) {
			c, err := mailed(test.allow, "[]", "{to: ops@example.com}", environment{"LIST": "example.net, Ops@example.com", "EMPTY": ""})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(c.SMTP.Allow, test.want) {
				t.Errorf("got %q, want %q", c.SMTP.Allow, test.want)
			}
		})
	}
}

// A list that lets at least one recipient of any report through is accepted, and one owner where there are any.
func TestAllowReachesSomebody(t *testing.T) {
	const noRecipient = "5:10: smtp.allow: lets no recipient of any report through; " +
		"give their domains or addresses, such as that of reports[0].email.to[0]"
	const noOwner = "5:10: smtp.allow: lets nobody in owner through; give their domains or addresses, such as that of owner[0]"
	tests := []struct {
		name, allow, owner, email string
		want                      []string // without the file's name
	}{
		{"the domain of all", "[example.com, example.net]", "oncall@example.com", "{to: ops@example.com}", nil},
		{"one of several", "[ops@example.com]", "[]", "{to: [boss@example.com, Ops@Example.com]}", nil},
		{"a copy", "[example.org]", "[]", "{to: ops@example.com, cc: a@example.org}", nil},
		{"a blind copy", "[example.org]", "[]", "{to: ops@example.com, bcc: a@example.org}", nil},
		{"another report", "[example.net]", "[]", "{to: ops@example.com}", nil},
		{"one owner", "[example.net, oncall@example.com]", "boss@example.com, On call <OnCall@example.com>", "{to: ops@example.com}", nil},

		{"no recipient", "[example.org]", "[]", "{to: ops@example.com}", []string{noRecipient}},
		{"a subdomain", "[example.org]", "[]", "{to: ops@sub.example.org}", []string{noRecipient}},
		{"a domain that ends alike", "[example.org]", "[]", "{to: ops@notexample.org}", []string{noRecipient}},
		{"an address as the name", "[ops@example.org]", "[]", `{to: '"ops@example.org" <ops@example.com>'}`, []string{noRecipient}},
		{"no owner", "[example.net]", "oncall@example.org", "{to: ops@example.com}", []string{noOwner}},
		{"neither", "[example.org]", "oncall@example.com", "{to: ops@example.com}", []string{noRecipient, noOwner}},

		// what cannot be read may be meant to let somebody through, or to be let through
		{"an unreadable item", "[example..com]", "[]", "{to: ops@example.com}", []string{
			`5:11: smtp.allow[0]: is "example..com", which is no domain; give a domain such as example.com or an address such as ops@example.com`,
		}},
		{"an unreadable recipient", "[example.com]", "[]", "{to: ops@}", []string{
			`8:29: reports[0].email.to[0]: is "ops@", which is no mail address; give an address such as ops@example.com or "Name <ops@example.com>"`,
		}},
		{"an unreadable owner", "[example.net]", "oncall@", "{to: ops@example.com}", []string{
			`6:8: owner[0]: is "oncall@", which is no mail address; give an address such as ops@example.com or "Name <ops@example.com>"`,
		}},
		{"an unreadable list", "{example.com: true}", "[]", "{to: ops@example.com}", []string{
			`5:10: smtp.allow: is a section with keys; give a list, each item after a "- "`,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := mailed(test.allow, test.owner, test.email, nil)
			if len(test.want) == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			const file = "tokenreport.yml:"
			if want := file + strings.Join(test.want, "\n"+file); err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}

// Without a mail server there is nobody to let through.
func TestAllowWithoutServer(t *testing.T) {
	c := mustLoad(t, "smtp: {host: '', allow: example.com}\n"+smallest, nil)
	if c.SMTP != nil {
		t.Errorf("got %+v", c.SMTP)
	}
}
