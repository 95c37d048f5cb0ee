package smtp

import "strings"

// Features are what a relay carries of a mail.
type Features string

// The classes of relays. The empty string means Auto.
const (
	// Auto is SES for Tencent's own relays and Full for every other.
	Auto Features = "auto"
	// Full is a relay that carries a mail as it is.
	Full Features = "full"
	// SES is Tencent SES: no Cc and Bcc, no Content-ID, attachments by Content-Disposition only, and bodies
	// whose Content-Transfer-Encoding is ignored (https://cloud.tencent.com/document/product/1084/44453).
	SES Features = "ses"
)

// sesDomain is the domain of Tencent SES's relays in every region (product/1084/44457).
const sesDomain = "qcloudmail.com"

// For resolves Auto for the relay at host; any other value stays.
func (f Features) For(host string) Features {
	if f != Auto && f != "" {
		return f
	}
	host = "." + strings.ToLower(strings.TrimSuffix(host, "."))
	if strings.HasSuffix(host, "."+sesDomain) {
		return SES
	}
	return Full
}

// Inline reports whether images shown in the HTML by Content-ID arrive. Where they do not, the channel
// drops them, and the HTML must do without.
func (f Features) Inline() bool { return f != SES }

func (f Features) known() bool { return f == Auto || f == Full || f == SES }
