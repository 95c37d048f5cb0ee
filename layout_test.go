package main

import (
	"slices"
	"strings"
	"testing"
)

const module = "tokenreport"

// A row says what a package may import. Its own module's packages are a closed list; of the standard library,
// what is not refused is allowed; third parties are in [owners].
type row struct {
	may   []string // packages of this module; "report/..." is everything below report. Also exceptions from never
	tests []string // besides, in its tests
	never []string // of the standard library; "net/..." is everything below net
}

// rooms is the table of imports. A package without a row is an error, and so is a row without a package: adding
// a package begins with saying here what it may know.
func rooms() map[string]row {
	inputOutput := []string{"net", "net/...", "os", "os/...", "log", "log/..."}
	return map[string]row{
		// The wiring: everything meets here.
		"main":    {may: []string{"..."}},
		"command": {may: []string{"internal/parallel", "internal/rootfs", "internal/zone", "job", "check", "config", "deploy", "apiclient", "apiclient/lketest", "delivery", "delivery/...", "report", "report/...", "templates", "secret", "suggest", "command/preview"}},

		// It serves what it is given, and could neither deliver nor store it.
		"command/preview": {may: []string{"internal/parallel"}, never: []string{"log/slog"}},

		// It runs the go tool and git, and reads and writes files; it knows nothing of reports.
		"deploy": {may: []string{"internal/rootfs"}},

		// It measures the others, from outside and from within.
		"bench":       {may: []string{"apiclient", "apiclient/lketest", "config", "deploy", "delivery/cos/costest", "delivery/smtp/smtptest", "report", "report/...", "secret", "templates"}},
		"bench/empty": {},

		"config": {may: []string{"internal/rootfs", "internal/zone", "templates", "secret", "suggest", "report/format", "delivery/webhook/robot"}},
		"job": {
			// net/mail is here for its Address, which connects to nothing.
			may:   []string{"apiclient", "delivery", "delivery/ledger", "internal/parallel", "internal/seal", "report", "report/format", "report/pdf", "report/png", "report/html", "report/mail", "report/data", "templates", "net/mail"},
			tests: []string{"delivery/cos", "delivery/file", "delivery/smtp", "delivery/webhook", "secret"}, // they run the real channels
			never: []string{"os", "os/...", "net", "net/..."},
		},
		// It connects by what it is given, and looks up names.
		"check": {may: []string{"apiclient", "delivery", "internal/parallel", "internal/zone", "report", "report/pdf", "net/netip"}, never: []string{"os", "os/...", "log", "log/...", "net/..."}},

		"apiclient":         {may: []string{"internal/plain", "internal/retry", "secret"}},
		"apiclient/lketest": {may: []string{"apiclient", "loopback", "secret"}},
		// The same gateway stands before it: signature and faults are those of lketest.
		"apiclient/scftest": {may: []string{"apiclient", "apiclient/lketest", "loopback/web"}, tests: []string{"secret"}},

		// Stored JSON and its checksum.
		"internal/seal": {never: inputOutput},

		"report": {may: []string{"internal/plain", "internal/seal", "report/typeface", "templates"}, never: inputOutput},
		// Names alone: a configuration knows them, too.
		"report/format":          {never: inputOutput},
		"report/typeface":        {may: []string{"templates"}, never: inputOutput},
		"report/chart":           {may: []string{"report", "report/typeface"}, never: inputOutput},
		"report/chart/charttest": {may: []string{"report", "report/chart", "report/typeface"}, never: inputOutput},
		"report/pdf":             {may: []string{"report", "report/chart", "report/typeface", "templates"}, never: inputOutput},
		"report/png":             {may: []string{"report", "report/chart", "report/typeface", "templates"}, never: inputOutput},
		"report/mail":            {may: []string{"report", "report/chart", "report/typeface", "templates"}, never: inputOutput},
		"report/svg":             {may: []string{"report", "report/chart", "report/typeface"}, never: inputOutput},
		"report/html":            {may: []string{"report", "report/chart", "report/typeface", "report/svg", "templates"}, never: inputOutput},
		"report/data":            {may: []string{"internal/plain", "report", "report/chart", "report/typeface", "templates"}, never: inputOutput},

		// What a user replaces is tried on reports of every kind.
		"report/rehearsal": {
			may:   []string{"report", "report/html", "report/mail", "report/typeface", "templates", "suggest"},
			tests: []string{"report/pdf"}, never: inputOutput,
		},

		"templates": {may: []string{"suggest"}, never: inputOutput},
		"suggest":   {},
		// It has the database, so that no zone depends on the machine's.
		"internal/zone": {never: inputOutput},
		// It reads folders that users name.
		"internal/rootfs": {},
		"secret":          {},
		// Texts from outside are cleaned by it.
		"internal/plain": {never: inputOutput},

		// Which failures may pass: one table for every client.
		"internal/retry": {},
		// Every goroutine is started by it.
		"internal/parallel": {never: inputOutput},

		"golden":           {},
		"loopback":         {},
		"loopback/web":     {may: []string{"loopback"}},
		"delivery":         {may: []string{"internal/plain", "secret"}},
		"delivery/ledger":  {may: []string{"delivery", "internal/seal"}},
		"delivery/smtp":    {may: []string{"delivery", "internal/retry", "secret"}},
		"delivery/cos":     {may: []string{"delivery", "internal/retry", "secret"}, tests: []string{"delivery/ledger"}},
		"delivery/file":    {may: []string{"delivery", "internal/parallel", "secret"}, tests: []string{"delivery/ledger"}},
		"delivery/webhook": {may: []string{"delivery", "delivery/webhook/robot", "internal/retry", "secret"}},
		// Names alone: a configuration knows them, too.
		"delivery/webhook/robot": {may: []string{"net/url"}, never: inputOutput},
		"delivery/smtp/smtptest": {may: []string{"delivery", "loopback", "secret"}},
		"delivery/cos/costest":   {may: []string{"delivery", "loopback/web", "secret"}},
		// It embeds no other part: its servers verify by themselves what a channel sends.
		"delivery/webhook/webhooktest": {may: []string{"loopback/web"}},
		"delivery/deliverytest":        {may: []string{"delivery", "delivery/ledger"}},
	}
}

// embedded are the servers that any test may use; the demo runs some of them, too.
func embedded() []string {
	return []string{"apiclient/lketest", "apiclient/scftest", "delivery/smtp/smtptest", "delivery/cos/costest", "delivery/webhook/webhooktest"}
}

// suites are what only tests may use: they stay out of the binary.
func suites() []string {
	return []string{"apiclient/scftest", "delivery/webhook/webhooktest", "delivery/deliverytest", "report/chart/charttest", "golden"}
}

// An owner says who may import a module of a third party: each is kept behind one package, or few, so that it can
// be replaced there.
type owner struct {
	module   string
	packages []string
	tests    []string // whose tests may, besides
}

// owns reports whether the package is of the owner's module.
func (o owner) owns(path string) bool {
	return path == o.module || strings.HasPrefix(path, o.module+"/")
}

func owners() []owner {
	return []owner{
		{module: "github.com/tencentyun/scf-go-lib", packages: []string{"main", "bench", "bench/empty"}},
		{module: "github.com/tencentcloud/tencentcloud-sdk-go", packages: []string{"apiclient"}},
		{module: "github.com/tencentyun/cos-go-sdk-v5", packages: []string{"delivery/cos"}, tests: []string{"delivery/cos/costest"}},
		{module: "github.com/go-mail/mail/v2", packages: []string{"delivery/smtp"}},
		{module: "github.com/emersion/go-smtp", packages: []string{"delivery/smtp/smtptest"}},
		{module: "github.com/emersion/go-sasl", packages: []string{"delivery/smtp/smtptest"}},
		{module: "github.com/jung-kurt/gofpdf", packages: []string{"report/pdf"}},
		{module: "github.com/cenkalti/backoff/v5", packages: []string{"apiclient", "job"}},
		{module: "github.com/santhosh-tekuri/jsonschema/v6", tests: []string{"config", "report/data"}},
		{module: "go.yaml.in/yaml/v4", packages: []string{"config"}, tests: []string{"main"}},
		{module: "golang.org/x/image", packages: []string{"report/pdf", "report/png", "report/typeface"}, tests: []string{"templates"}},
		{module: "golang.org/x/term", packages: []string{"main"}},
		{module: "golang.org/x/text", packages: []string{"config", "internal/plain", "report", "report/..."}},
		{module: "golang.org/x/time", packages: []string{"apiclient"}},
	}
}

// restricted are packages of the standard library that only some packages may import outside tests.
func restricted() map[string][]string {
	return map[string][]string{
		"testing":     {"bench", "delivery/deliverytest", "golden"}, // it would bring its flags into the binary
		"time/tzdata": {},                                           // internal/zone has the database
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	packages := listPackages(t)
	if len(packages) < 10 {
		t.Fatalf("go list found only %d packages: there is nothing to check", len(packages))
	}
	for _, violation := range violations(packages) {
		t.Error(violation)
	}
}

// TestImportTableNotices proves each rule of the table able to fail.
func TestImportTableNotices(t *testing.T) {
	const sdk = "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	for _, test := range []struct {
		pkg  listed
		want string // part of the violation
	}{
		{listed{ImportPath: "tokenreport/util"}, "has no row"},
		{listed{ImportPath: "tokenreport/job", Imports: []string{"tokenreport/config"}}, "job may not import config"},
		{listed{ImportPath: "tokenreport/job", Imports: []string{"os"}}, "job may not import os"},
		{listed{ImportPath: "tokenreport/job", Imports: []string{"net/http"}}, "job may not import net/http"},
		{listed{ImportPath: "tokenreport/job", Imports: []string{"github.com/jung-kurt/gofpdf"}}, "only by report/pdf"},
		{listed{ImportPath: "tokenreport/report", Imports: []string{"log/slog"}}, "report may not import log/slog"},
		{listed{ImportPath: "tokenreport/report", Imports: []string{sdk}}, "only by apiclient"},
		{listed{ImportPath: "tokenreport/report", Imports: []string{"tokenreport/report/pdf"}}, "report may not import report/pdf"},
		{listed{ImportPath: "tokenreport/delivery/cos/costest", Imports: []string{"github.com/tencentyun/cos-go-sdk-v5"}}, "only by delivery/cos"},
		{listed{ImportPath: "tokenreport/delivery/cos", Imports: []string{"tokenreport/delivery/file"}}, "may not import delivery/file"},
		{listed{ImportPath: "tokenreport/command", Imports: []string{"github.com/tencentyun/scf-go-lib/cloudfunction"}}, "only by main"},
		{listed{ImportPath: "tokenreport/config", Imports: []string{"github.com/new/thing"}}, "has no owner"},
		{listed{ImportPath: "tokenreport/delivery", Imports: []string{"testing"}}, "testing, which may be imported only by bench, delivery/deliverytest"},
		{listed{ImportPath: "tokenreport/config", TestImports: []string{"github.com/new/thing"}}, "has no owner"},
		{listed{ImportPath: "tokenreport/report", TestImports: []string{"tokenreport/config"}}, "tests of report may not import config"},
		{listed{ImportPath: "tokenreport/report", XTestImports: []string{"tokenreport/delivery/cos"}}, "tests of report may not import delivery/cos"},
		{listed{ImportPath: "tokenreport/report", TestImports: []string{"github.com/jung-kurt/gofpdf"}}, "only by report/pdf"},
	} {
		if found := check(test.pkg); len(found) != 1 || !strings.Contains(found[0], test.want) {
			t.Errorf("%+v: got %q; want one violation with %q", test.pkg, found, test.want)
		}
	}
	if found := violations(nil); len(found) != len(rooms())+len(owners()) {
		t.Errorf("rows and owners without packages: got %q", found)
	}
}

// TestBinaryLinksNoTestCode looks at everything that is linked, third parties included.
func TestBinaryLinksNoTestCode(t *testing.T) {
	linked := strings.Fields(string(goList(t, "-deps", ".")))
	if !slices.Contains(linked, "runtime") {
		t.Fatalf("go list found %d packages and no runtime: there is nothing to check", len(linked))
	}
	for _, path := range linked {
		if path == "testing" || slices.Contains(suites(), roomOf(path)) {
			t.Errorf("the binary links %s, which is for tests", path)
		}
	}
}
