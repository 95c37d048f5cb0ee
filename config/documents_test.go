package config

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// yamlBlock is a block of YAML in a page.
var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// recipeRest is what a recipe leaves out, by the key that it does not have.
var recipeRest = []struct{ key, text string }{
	{"smtp", `smtp: {host: smtp.example.com, from: report@example.com}`},
	{"storage", `storage: {url: "cos://reports-1250000000/usage?region=ap-jakarta"}`},
	{"reports", `reports: [{name: daily, email: {to: [ops@example.com]}, store: [pdf]}]`},
}

// robotURLs are the variables that hold the whole URL of a robot.
var robotURLs = map[string]string{
	"WECOM_URL":    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=example",
	"DINGTALK_URL": "https://oapi.dingtalk.com/robot/send?access_token=example",
	"FEISHU_URL":   "https://open.feishu.cn/open-apis/bot/v2/hook/example",
	"SLACK_URL":    "https://hooks.slack.com/services/T000/B000/example",
}

// Every piece of a configuration that a page shows is one, with what it leaves out.
func TestConfigurationsOfThePages(t *testing.T) {
	count := 0
	for _, pattern := range []string{"../README*.md", "../docs/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %q, %v", pattern, names, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, block := range yamlBlock.FindAllStringSubmatch(string(text), -1) {
				count++
				if err := loadRecipe(block[1]); err != nil {
					t.Errorf("%s shows\n%s\nwhich is refused: %v", name, block[1], err)
				}
			}
		}
	}
	if count < 8 {
		t.Errorf("the pages show only %d configurations", count)
	}
}

// namesFolder is a line that names a folder, which is on no page.
var namesFolder = regexp.MustCompile(`(?m)^templates: \w.*$`)

func loadRecipe(text string) error {
	text = namesFolder.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "BUCKET-APPID", "reports-1250000000")
	for _, rest := range recipeRest {
		if !regexp.MustCompile(`(?m)^` + rest.key + `:`).MatchString(text) {
			text += rest.text + "\n"
		}
	}
	env := func(name string) (string, bool) {
		return cmp.Or(robotURLs[name], "example"), !strings.HasPrefix(name, "TENCENTCLOUD_SESSION")
	}
	_, err := Load(Source{Name: "recipe", YAML: []byte(text)}, env)
	return err
}

func TestConfigurationsOfThePagesCanBeWrong(t *testing.T) {
	if err := loadRecipe("dispatch: elsewhere\n"); err == nil {
		t.Error("a wrong configuration was not refused")
	}
}
