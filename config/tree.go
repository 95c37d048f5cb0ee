package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// maxDepth is far more nesting than the schema has.
const maxDepth = 16

// builder turns the parser's nodes into ours. Everything that YAML offers and a configuration has no use for
// (aliases, anchors, merge keys, tags) is a problem: it would only hide what a value is.
type builder struct {
	env       Lookup // nil: not known yet
	found     *problems
	variables []Variable // those that scalars refer to, each once
}

func buildTree(root *yaml.Node, env Lookup, found *problems) *node {
	b := &builder{env: env, found: found}
	return b.build(root, "", false, maxDepth)
}

func (b *builder) build(y *yaml.Node, path string, secret bool, depth int) *node {
	n := &node{path: path, at: place{y.Line, y.Column}, secret: secret, found: b.found}
	n.keyAt = n.at
	if y.Anchor != "" {
		n.complain("has a YAML anchor", `remove it, or put a value that begins with "&" in quotes`)
	}
	switch {
	case y.Kind == yaml.AliasNode:
		n.fail("is a YAML alias", `write the value itself, or put a value that begins with "*" in quotes`)
	case y.Style&yaml.TaggedStyle != 0 && y.ShortTag() != "!!str":
		n.fail("has a YAML tag", `remove it, or put a value that begins with "!" in quotes`)
	case depth == 0:
		n.fail("is nested too deep", "see the documentation of the keys")
	case y.Kind == yaml.ScalarNode:
		b.buildScalar(n, y)
	case secret:
		n.fail("is no text", "put the value in quotes")
	case y.Kind == yaml.SequenceNode:
		b.buildList(n, y, depth)
	default:
		b.buildMapping(n, y, depth)
	}
	return n
}

func (b *builder) buildScalar(n *node, y *yaml.Node) {
	expanded := expand(y.Value, b.env)
	n.kind, n.text, n.variables = scalar, expanded.text, expanded.variables
	n.whole = y.Value != "" && reference.FindString(y.Value) == y.Value
	n.secret = n.secret || namesSecret(expanded.variables)
	b.note(expanded)
	if expanded.unknown {
		n.kind = broken // there is nothing to complain about yet
	}
	for _, f := range expanded.faults {
		n.fail(f.problem, f.remedy)
	}
	if len(n.variables) > 0 {
		return // the type is that of the key, whatever the variable holds
	}
	switch y.ShortTag() {
	case "!!null":
		n.text = ""
	case "!!bool":
		n.boolean = true
	case "!!int", "!!float":
		n.number = true
	}
}

// note remembers the variables of a scalar.
func (b *builder) note(e expansion) {
	for _, name := range e.variables {
		required := slices.Contains(e.required, name)
		if at := slices.IndexFunc(b.variables, func(v Variable) bool { return v.Name == name }); at >= 0 {
			b.variables[at].Required = b.variables[at].Required || required
		} else {
			b.variables = append(b.variables, Variable{Name: name, Required: required})
		}
	}
}

func (b *builder) buildList(n *node, y *yaml.Node, depth int) {
	n.kind = list
	for i, item := range y.Content {
		n.items = append(n.items, b.build(item, fmt.Sprintf("%s[%d]", n.path, i), n.secret, depth-1))
	}
}

func (b *builder) buildMapping(n *node, y *yaml.Node, depth int) {
	n.kind = mapping
	firsts := map[string]place{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		keyAt := place{key.Line, key.Column}
		if problem, remedy := badKey(key); problem != "" {
			b.found.add(keyAt, n.path, problem, remedy)
			continue
		}
		path := join(n.path, shownKeyOf(n.path, key.Value))
		if first, twice := firsts[key.Value]; twice {
			b.found.add(keyAt, path, fmt.Sprintf("is given twice, first at line %d", first.line), "keep one of them")
			continue
		}
		firsts[key.Value] = keyAt
		child := b.build(value, path, isSecret(path, key.Value), depth-1)
		child.keyAt, child.remark = keyAt, key.LineComment
		n.fields = append(n.fields, field{key.Value, child})
	}
}

func badKey(key *yaml.Node) (problem, remedy string) {
	switch {
	case key.Kind != yaml.ScalarNode:
		return "has a key that is no word", "see the documentation of the keys"
	case key.Anchor != "" || key.Style&yaml.TaggedStyle != 0:
		return "has a key with a YAML anchor or tag", "remove it"
	case key.Value == "":
		return "has an empty key", "remove it"
	case key.ShortTag() == "!!merge":
		return "has a YAML merge key", "write the merged keys out"
	}
	return "", ""
}

// isSecret tells the keys whose value is never shown.
func isSecret(path, key string) bool {
	switch key {
	case "password", "secret":
		return true
	case "id":
		return path == join(linkKeyPath, key)
	case "url":
		return strings.Contains(path, ".webhooks[") // whoever has the url can post
	}
	return false
}

var secretWord = regexp.MustCompile(
	`(?i)(PASS|PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|SECRETID|KEY|TOKEN|AUTH|CREDENTIAL)S?[0-9]*(_|$)`)

// namesSecret reports whether a variable's name says that what it holds must not be shown.
func namesSecret(variables []string) bool {
	for _, name := range variables {
		if secretWord.MatchString(name) {
			return true
		}
	}
	return false
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

var wordOfKey = regexp.MustCompile(`^[A-Za-z0-9_<-]{0,40}`)

// chosenKeys are the sections whose keys are not ours but names of the user's, which may be Qwen/QwQ-32B or 客服.
var (
	chosenKeys = regexp.MustCompile(`^(prices\.models|reports\[\d+\]\.breakdown\.[a-z_]+)$`)
	chosenKey  = regexp.MustCompile(`^[\p{L}\p{N}_*<./-]{0,40}`)
)

// shownKeyOf is a key as errors show it in the section of that path. In a section of two secrets, whatever is none
// of its keys may be one of the secrets itself, its key forgotten: {AKIDexample, hunter2}.
func shownKeyOf(path, key string) string {
	switch {
	case path == linkKeyPath && key != "id" && key != "secret":
		return "…"
	case webhookPath.MatchString(path) && key != "kind" && key != "url" && key != "secret":
		return "…"
	case chosenKeys.MatchString(path):
		return shownUpTo(chosenKey, key)
	}
	return shownKey(key)
}

// shownKey is a key as errors show it. A key that cannot be one is cut where it stops looking like one:
// "password:hunter2", without the space, is a key to YAML.
func shownKey(key string) string { return shownUpTo(wordOfKey, key) }

func shownUpTo(accepted *regexp.Regexp, key string) string {
	if word := accepted.FindString(key); word != key {
		return word + "…"
	}
	return key
}
