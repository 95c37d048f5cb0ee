package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

const (
	// maxAtom limits each readable word of a Message-ID, so that the whole stays far below the 998 bytes of a line.
	maxAtom = 64
	// digestBytes of SHA-256 keep two keys apart: 80 bits.
	digestBytes = 10
)

// ID names the parcel for a receiver that drops what it has got already: the key's, and one of its own for each deliberate
// repetition, which would be dropped else. Every attempt at the same delivery has the same.
func (p Parcel) ID() string { return p.Key.id(p.Redo) }

// MessageID is [Parcel.ID] as a Message-ID.
func (p Parcel) MessageID(domain string) string { return messageID(p.ID(), domain) }

func messageID(id, domain string) string { return fmt.Sprintf("<%s@%s>", id, idRight(domain)) }

// MessageID is the Message-ID of the mail that the key stands for, angle brackets included:
//
//	<daily.2024-11-19.r1.87b1ec587c1997447f7b@example.com>
//
// The words are for people; the digest at their end is taken over every field and makes the ID unique. Equal
// keys give equal IDs, so that a mail that arrives twice after a retry can be recognised. The domain of the
// recipient counts without regard to case, its local part with (RFC 5321, section 2.4). An empty domain
// gives "localhost".
func (k Key) MessageID(domain string) string {
	return messageID(k.ID(), domain)
}

// ID is the key as one word of letters, digits, dots, hyphens and underscores, for a receiver that drops what it has got
// already: daily.2024-11-19.r1.87b1ec587c1997447f7b. Equal keys give equal IDs, as for [Key.MessageID].
func (k Key) ID() string { return k.id("") }

func (k Key) id(redo string) string {
	return fmt.Sprintf("%s.%s.r%d.%s", atom(k.Report), atom(k.Period), k.Revision, k.digest(redo))
}

// digest hashes the fields as netstrings ("5:daily,"), so that no two keys, and no two repetitions, are written alike.
func (k Key) digest(redo string) string {
	fields := []string{k.Report, k.Period, strconv.Itoa(k.Revision), k.Channel, foldDomain(k.Recipient)}
	if redo != "" {
		fields = append(fields, redo)
	}
	h := sha256.New()
	for _, field := range fields {
		fmt.Fprintf(h, "%d:%s,", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil)[:digestBytes])
}

// foldDomain lower-cases the ASCII letters after the last "@".
func foldDomain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	return address[:at] + lowerASCII(address[at:])
}

// atom makes one word of a dot-atom (RFC 5322, section 3.2.3) that people can read.
func atom(s string) string {
	s = strings.Map(func(r rune) rune {
		if isLetterOrDigit(r) || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, s)
	if s == "" {
		return "-"
	}
	return s[:min(len(s), maxAtom)]
}

// idRight is the domain as the right-hand side of a Message-ID: labels of letters, digits and hyphens.
func idRight(domain string) string {
	labels := strings.FieldsFunc(lowerASCII(domain), func(r rune) bool {
		return !isLetterOrDigit(r) && r != '-'
	})
	if len(labels) == 0 {
		return "localhost"
	}
	right := strings.Join(labels, ".")
	return strings.TrimSuffix(right[:min(len(right), 253)], ".")
}

func isLetterOrDigit(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// lowerASCII leaves every other byte as it is, so that no two strings that differ elsewhere become equal.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
