package main

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"tokenreport/config"
	"tokenreport/deploy"
)

// An invariant is one thing that must hold of the deployment's files. Each of its mistakes, made alone, must
// make the check fail.
type invariant struct {
	name     string
	check    func(deployment) error
	mistakes []edit
}

func invariants() []invariant {
	return slices.Concat(functionInvariants(), environmentInvariants(), timerInvariants(), roleInvariants(), terraformInvariants())
}

func functionInvariants() []invariant {
	return []invariant{
		{"application, stage, component and name are given", checkIdentity, []edit{
			{fileServerless, "component: scf", "component: cos"},
			{fileServerless, "app: tokenreport", "app: ''"},
			{fileServerless, "stage: prod\n", ""},
			{fileServerless, "\nname: tokenreport", "\nname:"},
		}},
		{"the function's name is one the platform takes", checkFunctionName, []edit{
			{fileServerless, "  name: ${app}-${stage}", "  name: ${app}-${stage}-"},
			{fileServerless, "  name: ${app}-${stage}", "  name: ${app}-${region}"},
			{fileServerless, "app: tokenreport", "app: " + strings.Repeat("t", 60)},
		}},
		{"the type is written out as event", checkEqual("type", "event", func(d deployment) string { return d.yml.Inputs.Type }), []edit{
			{fileServerless, "  type: event\n", ""},
			{fileServerless, "  type: event", "  type: web"},
		}},
		{"the runtime is Go1", checkEqual("runtime", "Go1", func(d deployment) string { return d.yml.Inputs.Runtime }), []edit{
			{fileServerless, "runtime: Go1", "runtime: Golang1"},
		}},
		{"the handler is the binary that the documented command packs", checkHandler, []edit{
			{fileServerless, "handler: main", "handler: index.main"},
			{fileServerless, "go run . package --out dist/", "go build -o dist/main ."},
		}},
		{"what is uploaded is dist, without a .env in it", checkSource, []edit{
			{fileServerless, "src: ./dist", "src: ."},
			{fileServerless, "['**/.env*']", "['*.pdf']"},
		}},
		{"memory is a size the platform has, and enough", checkMemory, []edit{
			{fileServerless, "memorySize: 256", "memorySize: 200"},
			{fileServerless, "memorySize: 256", "memorySize: 128"},
			{fileServerless, "memorySize: 256", "memorySize: 3200"},
		}},
		{"the time limits are within the platform's, and long enough", checkTimeouts, []edit{
			{fileServerless, "  timeout: 120\n", ""},
			{fileServerless, "  timeout: 120", "  timeout: 3"},
			{fileServerless, "  timeout: 120", "  timeout: 901"},
			{fileServerless, "initTimeout: 10", "initTimeout: 2"},
			{fileServerless, "initTimeout: 10", "initTimeout: 301"},
		}},
		{"region and role are named", checkPlace, []edit{
			{fileServerless, "  region: ap-singapore\n", ""},
			{fileServerless, "region: ap-singapore", "region: Guangzhou"},
			{fileServerless, "  role: tokenreport\n", ""},
			{fileServerless, "role: tokenreport", "role: SCF_QcsRole"},
		}},
		{"asyncRunEnable stays absent: it would take the platform's retries away", checkAbsent("asyncRunEnable", func(d deployment) yaml.Node { return d.yml.Inputs.AsyncRunEnable }), []edit{
			{fileServerless, "  runtime: Go1", "  runtime: Go1\n  asyncRunEnable: true"},
			{fileServerless, "  runtime: Go1", "  runtime: Go1\n  asyncRunEnable: false"},
		}},
		{"retryNum stays absent: the tool ignores it", checkAbsent("retryNum", func(d deployment) yaml.Node { return d.yml.Inputs.RetryNum }), []edit{
			{fileServerless, "  runtime: Go1", "  runtime: Go1\n  retryNum: 0"},
		}},
		{"msgTTL stays absent: the tool ignores it", checkAbsent("msgTTL", func(d deployment) yaml.Node { return d.yml.Inputs.MsgTTL }), []edit{
			{fileServerless, "  runtime: Go1", "  runtime: Go1\n  msgTTL: 3600"},
		}},
	}
}

func environmentInvariants() []invariant {
	const password = "SMTP_PASSWORD: ${env:SMTP_PASSWORD}"
	return []invariant{
		{"the variables are those that the built-in configuration reads", checkVariables, []edit{
			{fileServerless, "      SMTP_TLS: ${env:SMTP_TLS}\n", ""},
			{fileServerless, password, password + "\n      SMTP_DEBUG: ${env:SMTP_DEBUG}"},
			{fileDefaults, "${SMTP_PASSWORD:", "${SMTP_PASS:"},
		}},
		{"each value is ${env:NAME} of its own name and nothing else", checkWholeValues, []edit{
			{fileServerless, password, "SMTP_PASSWORD: hunter2"},
			{fileServerless, password, "SMTP_PASSWORD: x${env:SMTP_PASSWORD}"},
			{fileServerless, password, "SMTP_PASSWORD: ${env:SMTP_PASSWD}"},
			{fileServerless, password, "SMTP_PASSWORD: '${env:SMTP_PASSWORD, none}'"},
		}},
		{"only references that the tool can resolve", checkReferences, []edit{
			{fileServerless, "${env:SMTP_PORT}", "'${env:SMTP_PORT, 465}'"},
			{fileServerless, "role: tokenreport", "role: ${self:app}"},
			{fileServerless, "role: tokenreport", "role: tokenreport-${env:SUFFIX}"},
		}},
		{"the names of variables are ones the platform takes", checkVariableNames, []edit{
			{fileServerless, "      SMTP_TLS:", "      SMTP-TLS:"},
			{fileServerless, "      SMTP_TLS:", "      _SMTP_TLS:"},
			{fileServerless, "      SMTP_TLS:", "      SCF_SMTP_TLS:"},
			{fileServerless, "      SMTP_TLS:", "      TENCENTCLOUD_SECRETID:"},
		}},
		{"names and example values stay far below the platform's 4 KB", checkVariableSize, []edit{
			{fileExample, "TOKENREPORT_TO=", "TOKENREPORT_TO=" + strings.Repeat("a@example.com,", 200)},
		}},
		{".env.example explains every variable that serverless.yml reads, and no other", checkExampleNames, []edit{
			{fileExample, "SMTP_USERNAME=report@example.com\n", ""},
			{fileExample, "SMTP_PASSWORD=''\n", "SMTP_PASSWORD=''\nSMTP_DEBUG=1\n"},
			{fileExample, "SMTP_PASSWORD=''\n", "SMTP_PASSWORD=''\nSMTP_PASSWORD=''\n"},
			{fileExample, "# TENCENT_SECRET_KEY=\n", ""},
			{fileServerless, "role: tokenreport", "role: ${env:ROLE}"},
		}},
		{".env.example holds no secret", checkExampleSecrets, []edit{
			{fileExample, "SMTP_PASSWORD=''", "SMTP_PASSWORD=hunter2"},
			{fileExample, "# TENCENT_SECRET_KEY=", "# TENCENT_SECRET_KEY=x"},
		}},
		{"the example, filled in, is a configuration, and its commented-out lines show the defaults", checkExampleLoads, []edit{
			{fileExample, "SMTP_HOST=smtp.qcloudmail.com", "SMTP_HOST="},
			{fileExample, "'Token report <report@example.com>'", "'Token report'"},
			{fileExample, "TOKENREPORT_OWNER=oncall@example.com", "TOKENREPORT_OWNER=oncall"},
			{fileExample, "# SMTP_PORT=465", "# SMTP_PORT=587"},
			{fileExample, "# TOKENREPORT_REGION=ap-jakarta", "# TOKENREPORT_REGION=ap-guangzhou"},
			{fileDefaults, "${SMTP_PORT:-}", "${SMTP_PORT:-2465}"},
		}},
		{"no file holds a key of the cloud", checkNoCloudKeys, []edit{
			{fileServerless, "role: tokenreport", "role: AKID" + strings.Repeat("z8", 16)},
			{fileCAMReadme, "`1250000000`", "IKID" + strings.Repeat("z8", 16)},
		}},
	}
}

// checkEqual is the check of a key that has one good value.
func checkEqual(key, want string, get func(deployment) string) func(deployment) error {
	return func(d deployment) error {
		if got := get(d); got != want {
			return fmt.Errorf("inputs.%s is %q; it must be %q", key, got, want)
		}
		return nil
	}
}

// checkAbsent is the check of a key that must not be there, whatever its value.
func checkAbsent(key string, get func(deployment) yaml.Node) func(deployment) error {
	return func(d deployment) error {
		if node := get(d); !node.IsZero() {
			return fmt.Errorf("line %d: inputs.%s must not be set", node.Line, key)
		}
		return nil
	}
}

func checkIdentity(d deployment) error {
	if c, _, _ := strings.Cut(d.yml.Component, "@"); c != "scf" {
		return fmt.Errorf("component is %q; it must be scf", d.yml.Component)
	}
	if d.yml.App == "" || d.yml.Stage == "" || d.yml.Name == "" {
		return errors.New("app, stage and name must not be empty")
	}
	return nil
}

func checkFunctionName(d deployment) error {
	name := strings.NewReplacer("${app}", d.yml.App, "${stage}", d.yml.Stage, "${name}", d.yml.Name).Replace(d.yml.Inputs.Name)
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$`).MatchString(name) {
		return fmt.Errorf("%q is not a function's name: 2 to 60 letters, digits, _ and -", name)
	}
	return nil
}

func checkHandler(d deployment) error {
	if d.yml.Inputs.Handler != deploy.Handler {
		return fmt.Errorf("the handler is %q; tokenreport package makes %q", d.yml.Inputs.Handler, deploy.Handler)
	}
	const command = "go run . package --out dist/"
	for _, file := range []string{fileServerless, fileGuide} {
		if !strings.Contains(d.sources[file], command) {
			return fmt.Errorf("%s does not show how the folder is made: %s", file, command)
		}
	}
	return nil
}

func checkSource(d deployment) error {
	if src := d.yml.Inputs.Src; src.Src != "./dist" || !slices.Contains(src.Exclude, "**/.env*") {
		return fmt.Errorf("inputs.src uploads %q without %q; it must be ./dist without **/.env*", src.Src, src.Exclude)
	}
	return nil
}

func checkMemory(d deployment) error {
	if m := d.yml.Inputs.MemorySize; m < 256 || m > 3072 || m%128 != 0 {
		return fmt.Errorf("memorySize is %d; it must be a multiple of 128 from 256 to 3072", m)
	}
	return nil
}

func checkTimeouts(d deployment) error {
	if s := d.yml.Inputs.Timeout; s < 60 || s > 900 {
		return fmt.Errorf("timeout is %d; it must be 60 to 900 s", s)
	}
	if s := d.yml.Inputs.InitTimeout; s < 3 || s > 300 {
		return fmt.Errorf("initTimeout is %d; it must be 3 to 300 s", s)
	}
	return nil
}

func checkPlace(d deployment) error {
	if !regexp.MustCompile(`^[a-z]{2}-[a-z]+(-[0-9]+)?$`).MatchString(d.yml.Inputs.Region) {
		return fmt.Errorf("%q is not a region", d.yml.Inputs.Region)
	}
	if role := d.yml.Inputs.Role; role == "" || role == "SCF_QcsRole" {
		return fmt.Errorf("role is %q; it must be an execution role: without one there are no credentials", role)
	}
	return nil
}

func checkVariables(d deployment) error {
	return sameSet("the built-in configuration", d.reads, fileServerless, slices.Collect(maps.Keys(d.yml.Inputs.Environment.Variables)))
}

func checkWholeValues(d deployment) error {
	var errs []error
	for name, value := range d.yml.Inputs.Environment.Variables {
		if want := "${env:" + name + "}"; value != want {
			errs = append(errs, fmt.Errorf("%s must have the value %s, alone", name, want))
		}
	}
	return errors.Join(errs...)
}

// checkReferences: ${env:NAME} is resolved only as a whole value (in part of one, an unset variable becomes the
// word "undefined"), the instance's own three names anywhere, and nothing else exists.
func checkReferences(d deployment) error {
	var errs []error
	whole := regexp.MustCompile(`^\$\{env:[A-Za-z0-9_]+\}$`)
	own := strings.NewReplacer("${app}", "", "${stage}", "", "${name}", "")
	for _, value := range d.scalars() {
		if !whole.MatchString(value) && strings.Contains(own.Replace(value), "${") {
			errs = append(errs, fmt.Errorf("%q is not resolved as it is meant", value))
		}
	}
	return errors.Join(errs...)
}

// scalars are all plain values of serverless.yml.
func (d deployment) scalars() []string {
	var root yaml.Node
	if err := yaml.Load([]byte(d.sources[fileServerless]), &root); err != nil {
		return nil // not reached: the file has been parsed before
	}
	var values []string
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			values = append(values, n.Value)
		}
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(&root)
	return values
}

func checkVariableNames(d deployment) error {
	var errs []error
	for name := range d.yml.Inputs.Environment.Variables {
		if !regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]*$`).MatchString(name) {
			errs = append(errs, fmt.Errorf("%q is not a variable's name to the platform", name))
		}
		if regexp.MustCompile(`^(SCF_|QCLOUD_|TENCENTCLOUD_|TECENTCLOUD_)`).MatchString(name) {
			errs = append(errs, fmt.Errorf("%s has a prefix that the platform reserves", name))
		}
	}
	return errors.Join(errs...)
}

// checkVariableSize leaves half of the platform's 4 KB to real values, which are longer than the example's.
func checkVariableSize(d deployment) error {
	size := 0
	for _, line := range d.example {
		size += len(line.name) + len(line.value)
	}
	if size > 2048 {
		return fmt.Errorf("the variables of %s take %d bytes of 4096", fileExample, size)
	}
	return nil
}

func checkExampleNames(d deployment) error {
	// The deploy tool's own; the function never sees them.
	read := []string{"TENCENT_SECRET_ID", "TENCENT_SECRET_KEY"}
	for _, value := range d.scalars() {
		if name, ok := strings.CutPrefix(value, "${env:"); ok {
			read = append(read, strings.TrimSuffix(name, "}"))
		}
	}
	var explained []string
	for _, line := range d.example {
		explained = append(explained, line.name)
	}
	return sameSet(fileServerless, read, fileExample, explained)
}

func checkExampleSecrets(d deployment) error {
	var errs []error
	secret := regexp.MustCompile(`(PASSWORD|SECRET_ID|SECRET_KEY|TOKEN)$`)
	for _, line := range d.example {
		if secret.MatchString(line.name) && line.value != "" {
			errs = append(errs, fmt.Errorf("%s must be empty", line.name))
		}
	}
	return errors.Join(errs...)
}

func checkExampleLoads(d deployment) error {
	copied, err := d.load(func(line exampleLine) bool { return !line.commented })
	if err != nil {
		return fmt.Errorf("%s, copied and filled in: %w", fileExample, err)
	}
	uncommented, err := d.load(func(exampleLine) bool { return true })
	if err != nil {
		return fmt.Errorf("%s, all lines uncommented: %w", fileExample, err)
	}
	if !reflect.DeepEqual(copied, uncommented) {
		return fmt.Errorf("%s shows other defaults than the built-in configuration has: %+v, %+v", fileExample, copied, uncommented)
	}
	return nil
}

// load reads the built-in configuration in the environment of those lines of the example that in chooses, with
// each secret filled in.
func (d deployment) load(in func(exampleLine) bool) (*config.Config, error) {
	env := map[string]string{"TENCENTCLOUD_SECRETID": "id", "TENCENTCLOUD_SECRETKEY": "key"}
	for _, line := range d.example {
		if in(line) {
			env[line.name] = line.value
		}
	}
	env["SMTP_PASSWORD"] = "password"
	source := config.Source{Name: fileDefaults, YAML: []byte(d.sources[fileDefaults])}
	return config.Load(source, func(name string) (string, bool) { value, ok := env[name]; return value, ok })
}

func checkNoCloudKeys(d deployment) error {
	var errs []error
	for name, text := range d.sources {
		if key := regexp.MustCompile(`[AI]KID[A-Za-z0-9]{13,}`).FindString(text); key != "" {
			errs = append(errs, fmt.Errorf("%s has what looks like a key, %.8s…", name, key))
		}
	}
	return errors.Join(errs...)
}

// sameSet says what one place has and the other lacks, and what the second has twice.
func sameSet(first string, a []string, second string, b []string) error {
	var errs []error
	for _, name := range a {
		if !slices.Contains(b, name) {
			errs = append(errs, fmt.Errorf("%s has %s; %s lacks it", first, name, second))
		}
	}
	slices.Sort(b)
	for i, name := range b {
		if !slices.Contains(a, name) {
			errs = append(errs, fmt.Errorf("%s has %s; %s lacks it", second, name, first))
		}
		if i > 0 && b[i-1] == name {
			errs = append(errs, fmt.Errorf("%s has %s twice", second, name))
		}
	}
	return errors.Join(errs...)
}
