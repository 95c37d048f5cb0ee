// Package templates holds what tokenreport says and looks like, embedded in the binary: the text catalogues of
// each language, the templates of mail and page, the fonts with their licences, and the default configuration; and a
// [Set] of them, some of which a user has replaced. It holds data and gives it out, and reads no folder: who does hands the files over.
// It checks of a user's files what can be told without executing them.
package templates
