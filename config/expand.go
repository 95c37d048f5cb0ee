package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// reference is ${NAME}, ${NAME:-text} or ${NAME:+text}. The text ends at the first "}" and holds no "${".
var reference = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:[-+])([^}]*))?\}`)

// expansion is a scalar with its references replaced.
type expansion struct {
	text      string
	variables []string // each name once, in the order of their first use; none for a scalar without references
	required  []string // those of them that stand without a default somewhere
	unknown   bool     // without an environment, the text cannot be told
	faults    []fault
}

// fault is a problem whose place the caller knows.
type fault struct{ problem, remedy string }

// expand replaces the references in a scalar, after YAML has found out where the scalar ends: whatever a variable
// holds, it stays within its value. What a variable holds is not expanded again. A "$" that no "{" follows stands
// for itself; there is no escape for "${", which a variable may hold instead.
//
//	${NAME}        the variable, which must be set; it may be empty
//	${NAME:-text}  the variable or, where it is unset or empty, the text
//	${NAME:+text}  the text where the variable is set and not empty, else nothing
//
// Without an environment, nil, only a text after ":-" is known.
func expand(raw string, env Lookup) expansion {
	var e expansion
	var text strings.Builder
	for {
		start := strings.Index(raw, "${")
		if start < 0 {
			text.WriteString(raw)
			break
		}
		text.WriteString(raw[:start])
		raw = raw[start:]
		match := reference.FindStringSubmatch(raw)
		if match == nil || strings.Contains(match[3], "${") {
			e.blame(`has a "${" that begins no reference`,
				"accepted: ${NAME}, ${NAME:-default} and ${NAME:+text}, without another ${…} inside")
			break
		}
		text.WriteString(e.resolve(match[1], match[2], match[3], env))
		raw = raw[len(match[0]):]
		if text.Len() > maxSize {
			e.blame(fmt.Sprintf("has more than %d bytes, its references replaced", maxSize), "shorten it")
			break
		}
	}
	e.text = text.String()
	return e
}

func (e *expansion) resolve(name, operator, alternative string, env Lookup) string {
	if !slices.Contains(e.variables, name) {
		e.variables = append(e.variables, name)
	}
	if operator == "" {
		e.required = append(e.required, name)
	}
	if env == nil {
		e.unknown = e.unknown || operator != ":-" || alternative == ""
		return alternative
	}
	value, set := env(name)
	switch {
	case operator == ":+" && value != "":
		return alternative
	case operator == ":+":
		return ""
	case operator == ":-" && value == "":
		return alternative
	case !set:
		e.blame("the environment variable "+name+" is not set",
			"set it, or write ${"+name+":-default}")
		return ""
	case !utf8.ValidString(value):
		e.blame("the environment variable "+name+" is not UTF-8", "set "+name+" in UTF-8")
		return ""
	}
	return value
}

// blame adds a fault once, however often the scalar holds the reference.
func (e *expansion) blame(problem, remedy string) {
	if f := (fault{problem, remedy}); !slices.Contains(e.faults, f) {
		e.faults = append(e.faults, f)
	}
}
