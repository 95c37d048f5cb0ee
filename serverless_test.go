package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// The files that a deployment consists of. They must agree with each other, and nothing but the cloud itself
// would say that they do not: the deploy tool validates on its server, and passes over most mistakes.
const (
	fileServerless = "serverless.yml"
	fileExample    = ".env.example"
	fileDefaults   = "templates/default.yml"
	fileTrust      = "deploy/cam/trust.json"
	filePolicy     = "deploy/cam/policy.json"
	fileCAMReadme  = "deploy/cam/README.md"
	fileGuide      = "docs/deploy.md"
)

// sources are the texts of those files, by name.
type sources map[string]string

// deployment is what the sources say.
type deployment struct {
	sources sources
	yml     serverlessFile
	example []exampleLine
	reads   []string // the variables of the built-in configuration
	trust   camPolicy
	policy  camPolicy
}

// serverlessFile has every key that this project uses of the scf component, and no other: an unknown key is
// one that the tool would ignore. Nodes stand where the way a value is written matters, or its absence.
type serverlessFile struct {
	App       string
	Stage     string
	Component string
	Name      string
	Inputs    struct {
		Name    string
		Type    string
		Runtime string
		Handler string
		Role    string
		Region  string
		Src     struct {
			Src     string
			Exclude []string
		}
		MemorySize     int       `yaml:"memorySize"`
		Timeout        int       // seconds
		InitTimeout    int       `yaml:"initTimeout"` // seconds
		AsyncRunEnable yaml.Node `yaml:"asyncRunEnable"`
		RetryNum       yaml.Node `yaml:"retryNum"`
		MsgTTL         yaml.Node `yaml:"msgTTL"`
		Cls            struct {
			LogsetID string `yaml:"logsetId"`
			TopicID  string `yaml:"topicId"`
		}
		Environment struct{ Variables map[string]string }
		Events      []struct {
			Timer struct{ Parameters timerParameters }
		}
	}
}

type timerParameters struct {
	Name           string
	CronExpression yaml.Node `yaml:"cronExpression"`
	Enable         yaml.Node
	Argument       yaml.Node
}

// camPolicy is a policy document of CAM, the trust policy of a role included.
type camPolicy struct {
	Version   string         `json:"version"`
	Statement []camStatement `json:"statement"`
}

type camStatement struct {
	Effect    string              `json:"effect"`
	Action    oneOrMany           `json:"action"`
	Resource  oneOrMany           `json:"resource,omitempty"`
	Principal map[string][]string `json:"principal,omitempty"`
}

// oneOrMany is a list that may be written as a single string.
type oneOrMany []string

func (l *oneOrMany) UnmarshalJSON(text []byte) error {
	if strings.HasPrefix(string(text), `"`) {
		*l = make(oneOrMany, 1)
		return json.Unmarshal(text, &(*l)[0])
	}
	return json.Unmarshal(text, (*[]string)(l))
}

// exampleLine is NAME=value of .env.example; a commented-out one shows a default and sets nothing.
type exampleLine struct {
	name, value string
	commented   bool
}

func readSources(t *testing.T) sources {
	t.Helper()
	texts := sources{}
	for _, name := range []string{fileServerless, fileExample, fileDefaults, fileTrust, filePolicy, fileCAMReadme, fileGuide, fileVariables, fileFunction, fileLog, fileDeliver} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

func parseDeployment(texts sources) (deployment, error) {
	d := deployment{sources: texts, reads: parseReferences(texts[fileDefaults])}
	if err := yaml.Load([]byte(texts[fileServerless]), &d.yml, yaml.WithKnownFields()); err != nil {
		return d, fmt.Errorf("%s: %w", fileServerless, err)
	}
	var err error
	if d.example, err = parseExample(texts[fileExample]); err != nil {
		return d, fmt.Errorf("%s: %w", fileExample, err)
	}
	for name, policy := range map[string]*camPolicy{fileTrust: &d.trust, filePolicy: &d.policy} {
		decoder := json.NewDecoder(strings.NewReader(texts[name]))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(policy); err != nil {
			return d, fmt.Errorf("%s: %w", name, err)
		}
	}
	return d, nil
}

// parseExample reads what dotenv, which the deploy tool uses, and a shell read alike: a line is empty, a remark,
// NAME=value, or "# NAME=value"; a value is of harmless characters, or in single quotes, and nothing follows it.
func parseExample(text string) ([]exampleLine, error) {
	assignment := regexp.MustCompile(`^(# )?([A-Za-z_][A-Za-z0-9_]*)=(?:([A-Za-z0-9@%+=:,./_-]*)|'([^']*)')$`)
	var lines []exampleLine
	for i, line := range strings.Split(text, "\n") {
		if m := assignment.FindStringSubmatch(line); m != nil {
			lines = append(lines, exampleLine{name: m[2], value: m[3] + m[4], commented: m[1] != ""})
		} else if line != "" && line != "#" && !strings.HasPrefix(line, "# ") {
			return nil, fmt.Errorf("line %d is neither a remark nor NAME=value: %q", i+1, line)
		}
	}
	return lines, nil
}

// parseReferences finds the names in ${NAME}, ${NAME:-text} and ${NAME:+text}.
func parseReferences(text string) []string {
	pattern := regexp.MustCompile(`\$\{([A-Za-z0-9_]+)(?::[-+][^}]*)?\}`)
	var names []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, m := range pattern.FindAllStringSubmatch(line, -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// An edit is a mistake somebody could make: in file, old becomes new.
type edit struct{ file, old, new string }

func (e edit) String() string { return fmt.Sprintf("%s: %q becomes %q", e.file, e.old, e.new) }

func (e edit) apply(t *testing.T, texts sources) sources {
	t.Helper()
	if n := strings.Count(texts[e.file], e.old); n != 1 {
		t.Fatalf("%s: the old text occurs %d times; an edit needs one place", e, n)
	}
	edited := maps.Clone(texts)
	edited[e.file] = strings.Replace(texts[e.file], e.old, e.new, 1)
	return edited
}

// TestDeployment checks the invariants of the deployment's files, and that each check notices the mistakes it
// is there for.
func TestDeployment(t *testing.T) {
	texts := readSources(t)
	sound, err := parseDeployment(texts)
	if err != nil {
		t.Fatal(err)
	}
	for _, inv := range invariants() {
		t.Run(inv.name, func(t *testing.T) {
			if err := inv.check(sound); err != nil {
				t.Error(err)
			}
			if len(inv.mistakes) == 0 {
				t.Error("nothing shows that this check can fail")
			}
			for _, mistake := range inv.mistakes {
				mutant, err := parseDeployment(mistake.apply(t, texts))
				if err != nil {
					t.Errorf("%s: does not parse, so says nothing about this check: %v", mistake, err)
				} else if inv.check(mutant) == nil {
					t.Errorf("%s: not noticed", mistake)
				}
			}
		})
	}
}

// TestDeploymentFilesAreStrict: a key that the component does not know, a wrong type or a line that is not
// dotenv stops at the parser.
func TestDeploymentFilesAreStrict(t *testing.T) {
	texts := readSources(t)
	for _, mistake := range []edit{
		{fileServerless, "  memorySize: 256", "  memorysize: 256"},
		{fileServerless, "  timeout: 120", "  timeout: '120'"},
		{fileServerless, "  timeout: 120", "  timeout: 120\n  timeout: 3"},
		{fileServerless, "    variables:\n", ""}, // the tool would ignore all of them without a word
		{fileServerless, "    - timer:\n", "    - cron:\n"},
		{fileExample, "TOKENREPORT_TO=", "TOKENREPORT_TO: "},
		{fileExample, "SMTP_HOST=smtp.qcloudmail.com", "SMTP_HOST=smtp.qcloudmail.com # or another"},
		{fileExample, "'Token report <report@example.com>'", "Token report <report@example.com>"},
		{fileTrust, `"effect"`, `"efect"`},
		{filePolicy, `["*"]`, `["*"`},
	} {
		if _, err := parseDeployment(mistake.apply(t, texts)); err == nil {
			t.Errorf("%s: parsed without an error", mistake)
		}
	}
}
