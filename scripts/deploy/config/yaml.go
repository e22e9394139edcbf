package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// document is a serverless.yml. It is read from its syntax tree, because decoding into a
// struct would stop at the first mistake.
type document struct {
	file             string
	stage, app, name string // the values of ${stage}, ${app} and ${name}
	env              *environment
	reported         map[string]bool // variables with a mistake in their line, whose consequences are not reported
	*mistakes
}

// object is a mapping of the YAML. A key is known once it was read. done reports the
// unknown keys.
type object struct {
	*document
	path   string // as inputs.environment; empty at the top
	at     int    // the line of its key
	keys   []string
	values map[string]ast.Node
	lines  map[string]int
	read   map[string]bool
}

// parse returns the top of the document, or nil after a mistake.
func (d *document) parse(text []byte) *object {
	f, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey()) // all duplicates are found below
	if err != nil {
		line := 0
		if e, ok := err.(yaml.Error); ok && e.GetToken() != nil { // its message may quote a value
			line = e.GetToken().Position.Line
		}
		d.add(d.file, line, "is not valid YAML")
		return nil
	}
	if len(f.Docs) != 1 {
		d.add(d.file, 0, "must be one YAML document")
		return nil
	}
	return d.mapping(f.Docs[0].Body, "", 1)
}

// mapping returns a node as an object, or nil if it is something else.
func (d *document) mapping(n ast.Node, path string, line int) *object {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.add(d.file, line, "%s: must have keys under it", cmp.Or(path, "the file"))
		return nil
	}
	o := &object{document: d, path: path, at: line, values: map[string]ast.Node{}, lines: map[string]int{}, read: map[string]bool{}}
	for i := m.MapRange(); i.Next(); {
		key := i.Key().GetToken()
		name := key.Value
		if _, twice := o.values[name]; twice {
			d.add(d.file, key.Position.Line, "%s: is given twice", o.key(name))
			continue
		}
		o.keys, o.values[name], o.lines[name] = append(o.keys, name), i.Value(), key.Position.Line
	}
	return o
}

func (o *object) key(name string) string { return strings.TrimPrefix(o.path+"."+name, ".") }

func (o *object) has(name string) bool { return o.values[name] != nil }

// line returns the line of a key, or that of its object if the key is missing.
func (o *object) line(name string) int {
	if line := o.lines[name]; line > 0 {
		return line
	}
	return o.at
}

// wrong reports a mistake in a key, with its line.
func (o *object) wrong(name, format string, args ...any) {
	o.add(o.file, o.line(name), "%s: %s", o.key(name), fmt.Sprintf(format, args...))
}

// missing reports required keys that are missing.
func (o *object) missing(names ...string) {
	for _, name := range names {
		o.read[name] = true
		if !o.has(name) {
			o.wrong(name, "is required")
		}
	}
}

// done reports the keys that were not read. The keys of the vendor's component may be
// right, but have no meaning here.
func (o *object) done(vendor ...string) {
	for _, name := range o.keys {
		switch {
		case o.read[name]:
		case slices.Contains(vendor, name):
			o.wrong(name, "not supported here; use scf deploy")
		default:
			o.wrong(name, "unknown")
		}
	}
}

// object returns the object under a key, or nil if it is missing or wrong.
func (o *object) object(name string) *object {
	o.read[name] = true
	if !o.has(name) {
		return nil
	}
	return o.mapping(o.values[name], o.key(name), o.lines[name])
}

// text reads a string and replaces ${…} in it. It returns an empty text if the key is
// missing or wrong.
func (o *object) text(name string) string {
	o.read[name] = true
	var text string
	switch n := o.values[name].(type) {
	case nil:
		return ""
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		text = n.Value.Value
	default:
		o.wrong(name, "must be text")
		return ""
	}
	text = o.expand(name, text)
	if text == "" {
		o.wrong(name, "must not be empty")
	}
	return text
}

var reference = regexp.MustCompile(`\$\{([^}]*)\}`)

// expand replaces ${env:NAME}, ${name}, ${stage} and ${app}.
func (o *object) expand(key, text string) string {
	return reference.ReplaceAllStringFunc(text, func(whole string) string {
		name := whole[2 : len(whole)-1]
		value, ok := map[string]string{"name": o.name, "stage": o.stage, "app": o.app}[name]
		if from, isEnv := strings.CutPrefix(name, "env:"); isEnv {
			f := o.env.get(from)
			value, ok = f.value, f.value != ""
		}
		if !ok || value == "" {
			o.wrong(key, "%s has no value", whole)
			return "x" // avoids a second mistake
		}
		return value
	})
}

const (
	wordPattern = `^[A-Za-z][A-Za-z0-9_-]*$`
	wordRule    = "must be letters, digits, - and _, and begin with a letter"
)

// word reads a text that must match a pattern.
func (o *object) word(name, pattern, rule string) string {
	text := o.text(name)
	if text != "" && !regexp.MustCompile(pattern).MatchString(text) {
		o.wrong(name, "%s", rule)
		return ""
	}
	return text
}

// boolean reads true or false.
func (o *object) boolean(name string, otherwise bool) bool {
	o.read[name] = true
	switch n := o.values[name].(type) {
	case nil:
		return otherwise
	case *ast.BoolNode:
		return n.Value
	}
	o.wrong(name, "must be true or false")
	return otherwise
}

// integer reads a whole number within bounds.
func (o *object) integer(name string, otherwise, least, most int64) int64 {
	o.read[name] = true
	switch n := o.values[name].(type) {
	case nil:
		return otherwise
	case *ast.IntegerNode:
		if i, err := strconv.ParseInt(n.GetToken().Value, 0, 64); err == nil && i >= least && i <= most {
			return i
		}
	}
	o.wrong(name, "must be a whole number from %d to %d", least, most)
	return otherwise
}
