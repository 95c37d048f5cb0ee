package pdf

import (
	"fmt"
	"strings"
)

func ExampleRender() {
	file, err := Render(example())
	if err != nil {
		fmt.Println(err)
		return
	}
	contents, err := Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(contents.Title, "in", contents.Language)
	fmt.Println(len(contents.Pages), "page,", len(contents.Fonts), "fonts,", contents.Replaced, "characters replaced")
	fmt.Println(strings.Split(contents.Pages[0], "\n")[2])
	// Output:
	// Token usage · Tuesday, 19 November 2024 in en
	// 1 page, 2 fonts, 0 characters replaced
	// 67,199 tokens, 98.8 % of them input. Peak 36,641 at 09:35, busiest hour 09:00–10:00.
}
