package delivery

// Card is a short message for a chat. All of it is plain text: a channel escapes it for its own markup. What is empty is
// left out.
type Card struct {
	Title    string   // the heading: "Token usage · Tuesday, 19 November 2024"
	Brief    string   // the whole in one line, for a notification: a mail's subject
	Alerts   []string // what a reader must know first: a correction, missing data
	Text     string   // the one sentence
	Figures  []Figure
	Link     *CardLink // nil where nothing is stored that could be opened
	ForData  []byte    // the same for a program, as JSON; a channel for people leaves it out
	Doubtful bool      // the alerts put the figures in doubt
}

// Figure is a labelled number of a card.
type Figure struct {
	Label string // "Total"
	Value string // "67,199"
	Note  string // "▲ +12 %"; may be empty
}

// CardLink leads from a card to a stored file. Whoever has it can read the file.
type CardLink struct {
	Label string // "Open the report (PDF)"
	Link
	Note string // until when the link works: "until 27 November 2024, 08:30 (UTC+08:00)"; may be empty
}
