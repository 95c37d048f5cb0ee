// Package report says what a report says: which period it covers, how the API's three series join into one
// usage, what the figures are, the document that tells them in the reader's language, and what the owner is told
// where that did not go well. It is pure: the time is an argument, nothing is read or sent, and the same arguments
// give the same document. It does not draw; the packages below it do.
package report
