package templates

// Text returns the built-in catalogue of a language (a BCP 47 tag such as "zh-CN"): a JSON object from key to text, in
// which {name} marks a value. The error is [io/fs.ErrNotExist] for a language without a catalogue.
func Text(language string) ([]byte, error) { return builtIn.ReadFile(TextName(language)) }

// Languages lists the languages that have a catalogue, sorted. There is no other list: to add one, add its catalogue.
func Languages() []string {
	entries, err := builtIn.ReadDir("text")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	languages := make([]string, len(entries))
	for i, entry := range entries {
		languages[i] = entry.Name()[:len(entry.Name())-len(".json")]
	}
	return languages
}

// LanguageName is what a language calls itself, as its catalogue says: "Bahasa Indonesia". Of one without a catalogue, it is
// the tag.
func LanguageName(language string) string {
	texts, err := Set{}.Texts(language)
	if err != nil {
		return language
	}
	return texts["language"]
}
