package mail

import (
	"maps"
	"reflect"
	"slices"

	"tokenreport/report"
)

// HTMLData is the type of what the HTML part's template is executed with: the report, and its parts as the layout needs them.
func HTMLData() reflect.Type { return reflect.TypeFor[page]() }

// TextData is the type of what the text part's template is executed with.
func TextData() reflect.Type { return reflect.TypeFor[report.Document]() }

// HTMLFunctions are the names of what the HTML part's template may call beside the functions of Go's templates, sorted.
func HTMLFunctions() []string { return slices.Sorted(maps.Keys(htmlFunctions)) }

// TextFunctions are the names of what the text part's template may call beside the functions of Go's templates, sorted.
func TextFunctions() []string { return slices.Sorted(maps.Keys(textFunctions)) }
