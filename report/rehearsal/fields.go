package rehearsal

import (
	"fmt"
	"reflect"
	"strings"
	"text/template/parse"

	"tokenreport/templates"
)

// fields finds the fields that there are not, in every branch of a template: also in those that no report here gets to. What
// has a type that cannot be told from the template alone is not looked at. A template that is endless, which is one of the
// faults, must not be executed.
func (s subject) fields() (faults []templates.Fault, endless bool) {
	tree := parse.New(s.file)
	tree.Mode = parse.SkipFuncCheck
	blocks := map[string]*parse.Tree{}
	if _, err := tree.Parse(s.source, "", "", blocks); err != nil {
		return nil, false // the template's own parser says so
	}
	r := reader{subject: s, blocks: blocks, read: map[string]bool{}}
	r.block(s.file, s.data)
	return r.faults, r.endless
}

// reader reads a template with the types that its fields have. A nil type is one that cannot be told.
type reader struct {
	subject
	blocks  map[string]*parse.Tree
	read    map[string]bool // blocks, by name and type
	within  []string        // the blocks that are being read
	faults  []templates.Fault
	endless bool
}

// scope is what a point and what variables stand for.
type scope struct {
	dot       reflect.Type
	variables map[string]reflect.Type
}

// with is the scope within a block: what is set in it is not seen outside.
func (s scope) with(dot reflect.Type) scope {
	variables := map[string]reflect.Type{}
	for name, t := range s.variables {
		variables[name] = t
	}
	return scope{dot, variables}
}

func (r *reader) block(name string, data reflect.Type) {
	key := fmt.Sprint(name, " ", data)
	if tree := r.blocks[name]; tree != nil && tree.Root != nil && !r.read[key] {
		r.read[key] = true
		r.within = append(r.within, name)
		defer func() { r.within = r.within[:len(r.within)-1] }()
		r.list(tree.Root, scope{data, map[string]reflect.Type{"$": data}})
	}
}

func (r *reader) list(list *parse.ListNode, s scope) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			r.written(n.Pipe, r.pipe(n.Pipe, s))
		case *parse.TemplateNode:
			r.ends(n)
			r.block(n.Name, r.pipe(n.Pipe, s))
		case *parse.IfNode:
			r.branch(&n.BranchNode, s, func(inner scope, _ reflect.Type) scope { return inner })
		case *parse.WithNode:
			r.branch(&n.BranchNode, s, func(inner scope, t reflect.Type) scope { return inner.with(t) })
		case *parse.RangeNode:
			r.rounds(n.Pipe)
			r.branch(&n.BranchNode, s, func(inner scope, t reflect.Type) scope { return inner.ranging(n.Pipe.Decl, itemOf(t)) })
		}
	}
}

// branch reads both lists; within makes the scope of the first.
func (r *reader) branch(n *parse.BranchNode, s scope, within func(inner scope, t reflect.Type) scope) {
	inner := s.with(s.dot)
	t := r.pipe(n.Pipe, inner)
	r.list(n.List, within(inner, t))
	r.list(n.ElseList, inner)
}

// ranging is the scope of one item. Of one variable it is the item, of two the second.
func (s scope) ranging(variables []*parse.VariableNode, item reflect.Type) scope {
	inner := s.with(item)
	for i, v := range variables {
		inner.variables[v.Ident[0]] = nil
		if i == len(variables)-1 {
			inner.variables[v.Ident[0]] = item
		}
	}
	return inner
}

func itemOf(t reflect.Type) reflect.Type {
	if t != nil && t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return nil
}

// pipe reads a pipeline and returns the type of what it gives.
func (r *reader) pipe(pipe *parse.PipeNode, s scope) reflect.Type {
	if pipe == nil {
		return nil
	}
	var t reflect.Type
	for _, command := range pipe.Cmds {
		t = r.command(command, s)
	}
	for _, v := range pipe.Decl {
		s.variables[v.Ident[0]] = t
	}
	return t
}

func (r *reader) command(command *parse.CommandNode, s scope) reflect.Type {
	var types []reflect.Type
	for _, argument := range command.Args {
		types = append(types, r.operand(argument, s))
	}
	if function, ok := command.Args[0].(*parse.IdentifierNode); ok && function.Ident == "index" && len(types) == 3 {
		return itemOf(types[1])
	}
	return types[0] // nil for a function
}

func (r *reader) operand(node parse.Node, s scope) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return r.chain(n, s.dot, n.Ident)
	case *parse.VariableNode:
		return r.chain(n, s.variables[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return r.chain(n, r.operand(n.Node, s), n.Field)
	case *parse.PipeNode:
		return r.pipe(n, s)
	}
	return nil
}

// chain follows fields from a type.
func (r *reader) chain(node parse.Node, t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if t == nil || t.Kind() == reflect.Interface || t.Kind() == reflect.Map || t.PkgPath() == "time" {
			return nil
		}
		next, found := member(t, name)
		if !found {
			r.complain(node, t, name)
			return nil
		}
		t = next
	}
	return t
}

// member is the type of a field, or of what a method gives.
func member(t reflect.Type, name string) (of reflect.Type, found bool) {
	if m, ok := t.MethodByName(name); ok && m.Type.NumOut() > 0 {
		return m.Type.Out(0), true
	}
	if t.Kind() == reflect.Pointer {
		return member(t.Elem(), name)
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	f, ok := t.FieldByName(name)
	return f.Type, ok && f.IsExported()
}

// complain says that a type has no such field.
func (r *reader) complain(node parse.Node, t reflect.Type, name string) {
	problem, remedy, word := r.noField([]string{"", name, t.String()}, "", "")
	r.add(node, word, problem, remedy)
}

// add complains about a word of a node. Of a chain, a node's position is that of any of its parts.
func (r *reader) add(node parse.Node, word, problem, remedy string) {
	at := int(node.Position())
	from := max(0, at-len(node.String()))
	if within := strings.Index(r.source[from:], word); within >= 0 {
		at = from + within
	}
	r.faults = append(r.faults, templates.FaultAt(r.file, r.source, at, problem, remedy))
}
