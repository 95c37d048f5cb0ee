// Package templates holds what tokenreport says and looks like, embedded in the binary: the text catalogues of
// each language, the mail's templates, the fonts with their licences, and the default configuration. It holds
// data and gives it out; it interprets nothing.
package templates
