package html

import "reflect"

// Data is the type of what the page's template is executed with: the report, and its parts as the layout needs them.
func Data() reflect.Type { return reflect.TypeFor[page]() }
