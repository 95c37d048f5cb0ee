package config

import (
	_ "embed" // the schema
	"strings"

	"tokenreport/report/format"
	"tokenreport/templates"
)

//go:embed schema.json
var schema string

// Schema returns the JSON Schema (2020-12) of tokenreport.yml, by which an editor completes, explains and checks the file as
// it is written. It is less strict than [Load] where a schema cannot say what is right: it knows no time zones, say, and lets
// through whatever holds a reference to a variable. It refuses nothing that Load accepts, but for a section in which
// everything is empty.
func Schema() string {
	languages := templates.Languages()
	names := make([]string, len(languages))
	for i, language := range languages {
		names[i] = templates.LanguageName(language)
	}
	formats := words(format.All())
	return strings.NewReplacer(
		`{language names}`, alternatives(names),
		`"{languages}"`, quoted(languages),
		`"{formats}"`, quoted(formats),
		`{formats|}`, strings.Join(formats, "|"),
		`{formats and}`, strings.Replace(alternatives(formats), " or ", " and ", 1),
	).Replace(schema)
}

// quoted are the words as items of a JSON array. None has a character that JSON escapes.
func quoted(words []string) string { return `"` + strings.Join(words, `", "`) + `"` }
