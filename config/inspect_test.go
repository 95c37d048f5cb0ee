package config_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tokenreport/config"
)

// Whatever of a sound configuration comes from a variable, it is no error before the variable is known.
func TestInspectPassesOverVariables(t *testing.T) {
	text, err := os.ReadFile("testdata/complete.yml")
	if err != nil {
		t.Fatal(err)
	}
	scalar := regexp.MustCompile(`(?m)^(\s*(?:- )?\w+: )([^\s{\[&*#"][^{\[#\n]*?)$`)
	places := scalar.FindAllIndex(text, -1)
	if len(places) < 20 {
		t.Fatalf("found only %d values", len(places))
	}
	for _, place := range places {
		line := text[place[0]:place[1]]
		for _, reference := range []string{"${VALUE}", "${VALUE:-}", "${VALUE:+text}"} {
			edited := slices.Concat(text[:place[0]], scalar.ReplaceAll(line, []byte("${1}$"+reference)), text[place[1]:])
			outline, err := config.Inspect(config.Source{Name: "complete.yml", YAML: edited, Files: pictures})
			if err != nil {
				t.Errorf("%s as %s: %v", line, reference, err)
			} else if !slices.Contains(outline.Variables, config.Variable{Name: "VALUE", Required: reference == "${VALUE}"}) {
				t.Errorf("%s as %s: VALUE is not among %v", line, reference, outline.Variables)
			}
		}
	}
}

func TestInspectTellsVariablesAndFiles(t *testing.T) {
	text := smallest + `branding: {logo: "${LOGO:-logo.png}", footer: "${FOOTER} ${FOOTER:-}"}
smtp: {host: "${HOST:-smtp.example.com}", username: report@example.com, password: "${PASSWORD}"}
`
	got, err := config.Inspect(config.Source{Name: "tokenreport.yml", YAML: []byte(text), Files: pictures})
	want := config.Outline{
		Variables: []config.Variable{{Name: "LOGO"}, {Name: "FOOTER", Required: true}, {Name: "HOST"}, {Name: "PASSWORD", Required: true}},
		Files:     []string{"logo.png"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

func TestInspectOfTheDefault(t *testing.T) {
	outline, err := config.Inspect(config.Default())
	if err != nil || len(outline.Variables) < 10 || slices.ContainsFunc(outline.Variables, func(v config.Variable) bool { return v.Required }) {
		t.Errorf("got %+v, %v", outline, err)
	}
}

// What is wrong whatever the variables hold is told, all of it; of a reference's default, too.
func TestInspectRefuses(t *testing.T) {
	text := `timezone: Asia/Nowhere
smtp: {host: "${HOST}", port: "${PORT:-many}", password: "${PASSWORD"}
colour: red
reports: [{name: daily, store: pdf}]
`
	_, err := config.Inspect(config.Source{Name: "tokenreport.yml", YAML: []byte(text)})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"1:11: timezone: ", "smtp.port: is \"many\"", "smtp.password: has a \"${\"", "colour: is not a known key", "storage, which is missing"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "HOST") || strings.Contains(err.Error(), "TENCENTCLOUD") {
		t.Errorf("a variable that is not known yet is blamed:\n%v", err)
	}
}
