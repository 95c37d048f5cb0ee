package smtp

import (
	"encoding/base64"
	"fmt"
	"mime"
	netmail "net/mail"
	"strings"
	"unicode/utf8"

	"tokenreport/delivery"
)

const (
	// maxHeaderLine is the longest line of a header in bytes (RFC 2047, section 2). Only what cannot be folded is longer: an
	// address or an ID of more than 75.
	maxHeaderLine = 76
	// maxWord is how many bytes an encoded word may hold, to fit into a line behind the longest name of a field.
	maxWord = 39
	// maxPlain is the longest word that may stand as it is.
	maxPlain = 60
	// maxName is the longest display name in bytes; what is beyond is cut off.
	maxName = 200
)

// fold is the value of a header field: atoms, none of which may be broken, with spaces between, in lines.
func fold(name string, atoms ...string) string {
	var b strings.Builder
	column := len(name) + len(":")
	for _, atom := range atoms {
		if column+len(" ")+len(atom) > maxHeaderLine {
			b.WriteString("\r\n")
			column = 0
		}
		b.WriteString(" " + atom)
		column += len(" ") + len(atom)
	}
	return strings.TrimPrefix(b.String(), " ") // which stands behind the colon
}

// field is a whole header field.
func field(name string, atoms ...string) string {
	return strings.Replace(name+": "+fold(name, atoms...)+"\r\n", ": \r\n", ":\r\n", 1)
}

// words are the atoms of s: its own words, or encoded ones where it is not ASCII, could be mistaken for such words or cannot
// be folded.
func words(s string) []string {
	if plain := strings.Split(s, " "); isASCII(s) && !strings.Contains(s, "=?") && allWords(plain) {
		return plain
	}
	return encoded(s)
}

// encoded are the encoded words of s (RFC 2047). They are in base64, all of whose characters may stand in a name before an
// address; net/mail lets a backslash through.
func encoded(s string) []string {
	var list []string
	for s != "" {
		end := len(s)
		if end > maxWord {
			end = runeStart(s, maxWord)
		}
		list = append(list, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:end]))+"?=")
		s = s[end:]
	}
	return list
}

// allWords reports whether a line can be folded between any two of these: none is empty, so that no line is, or too long.
func allWords(list []string) bool {
	for _, word := range list {
		if word == "" || len(word) > maxPlain {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// runeStart is the last index up to i at which a character of the valid UTF-8 in s begins.
func runeStart(s string, i int) int {
	for !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// mailbox are the atoms of "name <address>".
func mailbox(a netmail.Address) []string {
	bare := "<" + a.Address + ">"
	name := delivery.Shorten(delivery.CleanLine(a.Name), maxName)
	if name == "" {
		return []string{bare}
	}
	quoted := strings.TrimSuffix((&netmail.Address{Name: name, Address: a.Address}).String(), " "+bare)
	if isASCII(name) && !strings.Contains(name, "=?") && len(quoted) <= maxPlain {
		return []string{quoted, bare}
	}
	return append(encoded(name), bare)
}

// mailboxes are the atoms of a list.
func mailboxes(list []netmail.Address) []string {
	var atoms []string
	for i, a := range list {
		atoms = append(atoms, mailbox(a)...)
		if i < len(list)-1 {
			atoms[len(atoms)-1] += ","
		}
	}
	return atoms
}

// withName is the value of a field, a media type or a disposition, with a file's name: in quotes, which every relay
// understands, or by RFC 2231 beyond ASCII and beyond a line. A safe name needs no escape within quotes.
func withName(field, value, parameter, name string) string {
	kind, parameters, _ := mime.ParseMediaType(value)
	value = mime.FormatMediaType(kind, parameters)
	if quoted := parameter + `="` + name + `"`; isASCII(name) && len(quoted) < maxHeaderLine {
		return fold(field, value+";", quoted)
	}
	pieces := []string{""}
	for _, char := range []byte(name) {
		octet := string(char)
		if !isAttributeChar(char) {
			octet = fmt.Sprintf("%%%02X", char)
		}
		if last := len(pieces) - 1; len(pieces[last])+len(octet) <= maxWord {
			pieces[last] += octet
		} else {
			pieces = append(pieces, octet)
		}
	}
	atoms := []string{value}
	for i, piece := range pieces {
		switch {
		case len(pieces) == 1:
			piece = parameter + "*=utf-8''" + piece
		case i == 0:
			piece = parameter + "*0*=utf-8''" + piece
		default:
			piece = fmt.Sprintf("%s*%d*=%s", parameter, i, piece)
		}
		atoms[i] += ";"
		atoms = append(atoms, piece)
	}
	return fold(field, atoms...)
}

// isAttributeChar reports whether a byte may stand for itself in a parameter by RFC 2231.
func isAttributeChar(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || strings.IndexByte("-._", c) >= 0
}
