package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// TestThePolicy works out the role's policy as Terraform would: it is the file that everybody else uses, with every placeholder
// filled in, and nothing else changed.
func TestThePolicy(t *testing.T) {
	const folder = "../../deploy/terraform"
	source, err := os.ReadFile(filepath.Join(folder, "role.tf"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, diagnostics := hclsyntax.ParseConfig(source, "role.tf", hcl.InitialPos)
	if diagnostics.HasErrors() {
		t.Fatal(diagnostics)
	}
	text := func(values map[string]string) cty.Value {
		object := map[string]cty.Value{}
		for name, value := range values {
			object[name] = cty.StringVal(value)
		}
		return cty.ObjectVal(object)
	}
	context := &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"path": text(map[string]string{"module": folder}),
			"var":  text(map[string]string{"region": "ap-jakarta", "bucket": "reports", "prefix": "token-usage/daily"}),
			"data": cty.ObjectVal(map[string]cty.Value{"tencentcloud_user_info": cty.ObjectVal(map[string]cty.Value{
				"account": text(map[string]string{"app_id": "1250000000"}),
			})}),
		},
		Functions: map[string]function.Function{"replace": stdlib.ReplaceFunc, "file": file},
	}
	var policy cty.Value
	for _, block := range parsed.Body.(*hclsyntax.Body).Blocks {
		if block.Type == "locals" {
			policy, diagnostics = block.Body.Attributes["policy"].Expr.Value(context)
		}
	}
	if diagnostics.HasErrors() || policy == cty.NilVal {
		t.Fatalf("the policy cannot be worked out: %v", diagnostics)
	}
	if left := regexp.MustCompile(`\b[A-Z]{4,}\b`).FindString(policy.AsString()); left != "" {
		t.Errorf("the placeholder %s is left in\n%s", left, policy.AsString())
	}
	var document struct {
		Statement []struct{ Resource []string }
	}
	if err := json.Unmarshal([]byte(policy.AsString()), &document); err != nil {
		t.Fatal(err)
	}
	if got, want := document.Statement[1].Resource[0], "qcs::cos:ap-jakarta:uid/1250000000:reports-1250000000/token-usage/daily/*"; got != want {
		t.Errorf("the reports are %s, want %s", got, want)
	}
}

// file is Terraform's function of that name.
var file = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "path", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		content, err := os.ReadFile(arguments[0].AsString())
		return cty.StringVal(string(content)), err
	},
})
