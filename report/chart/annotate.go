package chart

import (
	"slices"
	"strings"
)

// Annotator is a canvas whose readers can point at a part of a chart, or step to it by keyboard, and are told more of it
// then. A canvas for paper is none.
type Annotator interface {
	// Annotate says what an area of the chart is about: "09:35–09:40: 36,641". Areas come in reading order.
	Annotate(area Rect, label string)
}

// annotate tells a canvas that can be pointed at what an area is about.
func annotate(c Canvas, area Rect, label string) {
	if a, ok := c.(Annotator); ok && label != "" {
		a.Annotate(area, label)
	}
}

// joined is what a mark without a label of its own is about: its texts.
func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), ", ")
}
