package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// module is what the files of a folder say together.
type module struct {
	declared  map[string]hcl.Range // var.region, local.bucket, tencentcloud_cam_role.function, data.….…
	variables []string             // names of the variables
	required  []string             // those without a default
	used      map[string]bool
	problems  []string
}

func (m *module) complain(at hcl.Range, format string, arguments ...any) {
	m.problems = append(m.problems, fmt.Sprintf("%s:%d: ", at.Filename, at.Start.Line)+fmt.Sprintf(format, arguments...))
}

// check returns what is wrong, a line for each.
func check(files map[string][]byte) []string {
	m := &module{declared: map[string]hcl.Range{}, used: map[string]bool{}}
	bodies := map[string]*hclsyntax.Body{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		parsed, diagnostics := hclsyntax.ParseConfig(files[name], name, hcl.InitialPos)
		if diagnostics.HasErrors() {
			m.problems = append(m.problems, diagnostics.Error())
			continue
		}
		if !bytes.Equal(hclwrite.Format(files[name]), files[name]) {
			m.problems = append(m.problems, name+": is not formatted: terraform fmt")
		}
		bodies[name] = parsed.Body.(*hclsyntax.Body)
		if strings.HasSuffix(name, ".tf") {
			m.declare(bodies[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		if strings.HasSuffix(name, ".tf") {
			m.checkFile(bodies[name])
		} else {
			m.checkValues(name, bodies[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.declared)) {
		if !m.used[name] && (strings.HasPrefix(name, "var.") || strings.HasPrefix(name, "local.")) {
			m.complain(m.declared[name], "%s is declared, and nobody uses it", name)
		}
	}
	return m.problems
}

// declare notes what a file declares.
func (m *module) declare(body *hclsyntax.Body) {
	for _, block := range body.Blocks {
		switch block.Type {
		case "variable":
			m.add(block, "var."+block.Labels[0])
			m.variables = append(m.variables, block.Labels[0])
			if block.Body.Attributes["default"] == nil {
				m.required = append(m.required, block.Labels[0])
			}
			for _, argument := range []string{"description", "type"} {
				if block.Body.Attributes[argument] == nil {
					m.complain(block.DefRange(), "variable %s has no %s", block.Labels[0], argument)
				}
			}
		case "locals":
			for name := range block.Body.Attributes {
				m.add(block, "local."+name)
			}
		case "resource":
			m.add(block, strings.Join(block.Labels, "."))
		case "data":
			m.add(block, "data."+strings.Join(block.Labels, "."))
		}
	}
}

func (m *module) add(block *hclsyntax.Block, name string) {
	if _, twice := m.declared[name]; twice {
		m.complain(block.DefRange(), "%s is declared twice", name)
	}
	m.declared[name] = block.DefRange()
}

func (m *module) checkFile(body *hclsyntax.Body) {
	for _, block := range body.Blocks {
		switch block.Type {
		case "resource":
			m.checkResource(block, block.Labels[0])
		case "data":
			m.checkResource(block, "data."+block.Labels[0])
		case "terraform", "provider", "variable", "locals", "output":
		default:
			m.complain(block.DefRange(), "a block %s is not expected here", block.Type)
		}
		if block.Type == "variable" {
			continue // refers to itself, and to nothing else
		}
		m.checkReferences(block.Body, nil)
	}
}

func (m *module) checkResource(block *hclsyntax.Block, kind string) {
	allowed, known := shapes()[kind]
	if !known {
		m.complain(block.DefRange(), "%s has no shape in schema.go: add it by the provider's documentation", kind)
		return
	}
	m.checkBody(block.Body, kind, allowed, true)
	for _, name := range mandatory()[kind] {
		if !slices.ContainsFunc(block.Body.Blocks, func(b *hclsyntax.Block) bool { return b.Type == name }) {
			m.complain(block.DefRange(), "%s lacks a block %s", kind, name)
		}
	}
}

func (m *module) checkBody(body *hclsyntax.Body, where string, allowed shape, top bool) {
	for name, argument := range body.Attributes {
		if !slices.Contains(allowed.required, name) && !slices.Contains(allowed.optional, name) && !(top && slices.Contains(metaArguments, name)) {
			m.complain(argument.NameRange, "%s has no argument %s", where, name)
		}
	}
	for _, name := range allowed.required {
		if body.Attributes[name] == nil {
			m.complain(body.SrcRange, "%s lacks its argument %s", where, name)
		}
	}
	for _, block := range body.Blocks {
		name, inner := block.Type, block.Body
		if top && slices.Contains(metaBlocks, name) {
			continue
		}
		if name == "dynamic" {
			name, inner = block.Labels[0], content(block)
		}
		nested, known := allowed.blocks[name]
		switch {
		case !known:
			m.complain(block.DefRange(), "%s has no block %s", where, name)
		case inner == nil:
			m.complain(block.DefRange(), "dynamic %s has no content", name)
		default:
			m.checkBody(inner, where+"."+name, nested, false)
		}
	}
}

// content is what a dynamic block repeats; nil if it has none.
func content(dynamic *hclsyntax.Block) *hclsyntax.Body {
	for _, block := range dynamic.Body.Blocks {
		if block.Type == "content" {
			return block.Body
		}
	}
	return nil
}

// checkReferences looks whether what is referred to is there. Within a dynamic block, its name stands for the item.
func (m *module) checkReferences(body *hclsyntax.Body, items []string) {
	for _, argument := range body.Attributes {
		for _, reference := range argument.Expr.Variables() {
			m.refer(reference, items)
		}
	}
	for _, block := range body.Blocks {
		inside := items
		if block.Type == "dynamic" {
			inside = append(slices.Clone(items), block.Labels[0])
		}
		if block.Type == "lifecycle" {
			continue
		}
		m.checkReferences(block.Body, inside)
	}
}

func (m *module) refer(reference hcl.Traversal, items []string) {
	var names []string
	for _, step := range reference {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			names = append(names, step.Name)
		case hcl.TraverseAttr:
			names = append(names, step.Name)
		}
	}
	wanted := 2
	switch root := names[0]; {
	case root == "path" || slices.Contains(items, root):
		return
	case root == "data":
		wanted = 3
	}
	name := strings.Join(names[:min(wanted, len(names))], ".")
	if _, there := m.declared[name]; !there {
		m.complain(reference.SourceRange(), "%s is not declared", name)
	}
	m.used[name] = true
}

// checkValues looks whether an example of values is of variables that there are, and has those that must be set.
func (m *module) checkValues(file string, body *hclsyntax.Body) {
	for name, argument := range body.Attributes {
		if !slices.Contains(m.variables, name) {
			m.complain(argument.NameRange, "there is no variable %s", name)
		}
	}
	for _, name := range m.required {
		if body.Attributes[name] == nil {
			m.problems = append(m.problems, fmt.Sprintf("%s: lacks %s, which has no default", file, name))
		}
	}
}
