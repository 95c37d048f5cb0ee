package report

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"tokenreport/internal/plain"
	"tokenreport/report/typeface"
)

// Label is the part's name as a page shows it, told apart from names that look the same, and set apart from its surroundings.
func (p Part) Label() string { return plain.Isolate(marked(p.Name, p.Mark)) }

// shortLabel is the label within a sentence; what is cut is the name, not what tells it apart.
func (p Part) shortLabel() string {
	room := mostOfAName
	if p.Mark != "" {
		room -= len([]rune(p.Mark)) + 1
	}
	return marked(narrowed(p.Name, room), p.Mark)
}

func marked(name, mark string) string {
	if mark == "" {
		return name
	}
	return name + " " + mark
}

// markAlike gives parts a mark whose names look the same somewhere: they are equal, or so where they are cut, or in the PDF, whose fonts
// show one sign for all that they lack.
func markAlike(parts []Part) {
	alike := map[string][]int{}
	for i, p := range parts {
		look, _ := typeface.Sanitise(norm.NFKC.String(narrowed(p.Name, mostOfAName)))
		look = strings.ToLower(look)
		alike[look] = append(alike[look], i)
	}
	for _, group := range alike {
		if len(group) < 2 {
			continue
		}
		for length := leastOfAnID; ; length++ {
			marks, longest := map[string]bool{}, 0
			for _, i := range group {
				id := []rune(plain.Name(parts[i].ID))
				longest = max(longest, len(id))
				parts[i].Mark = "(" + string(id) + ")"
				if len(id) > length+1 {
					parts[i].Mark = "(…" + string(id[len(id)-length:]) + ")"
				}
				marks[parts[i].Mark] = true
			}
			if len(marks) == len(group) || length > longest {
				break
			}
		}
	}
}

// leastOfAnID is how many of an ID's last characters a mark shows, if they are enough.
const leastOfAnID = 4
