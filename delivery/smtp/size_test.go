package smtp_test

import (
	"errors"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tokenreport/delivery"
	"tokenreport/delivery/smtp"
	"tokenreport/delivery/smtp/smtptest"
)

// weights are parcels whose size is made up in different ways.
func weights() map[string]delivery.Parcel {
	all := map[string]delivery.Parcel{"ordinary": parcel()}
	add := func(name string, change func(*delivery.Parcel)) {
		p := parcel()
		change(&p)
		all[name] = p
	}
	add("text alone", func(p *delivery.Parcel) { p.HTML, p.Files = "", nil })
	add("text without an end of line", func(p *delivery.Parcel) { p.Text, p.HTML, p.Files = "one line", "", nil })
	add("HTML alone", func(p *delivery.Parcel) { p.Text, p.Files = "", nil })
	add("lines of dots", func(p *delivery.Parcel) { p.Text = strings.Repeat(".\n..\n.a\n", 200) })
	add("mixed ends of lines", func(p *delivery.Parcel) { p.Text, p.HTML = "a\r\nb\rc\nd\r\r\n", "<p>\r\n</p>\n\n" })
	add("no file", func(p *delivery.Parcel) { p.Files = nil })
	add("empty file", func(p *delivery.Parcel) { p.Files[0].Content = nil })
	add("large file", func(p *delivery.Parcel) { p.Files[0].Content = make([]byte, 1_000_001) })
	add("many recipients", func(p *delivery.Parcel) {
		for range 200 {
			p.Cc = append(p.Cc, mail.Address{Name: "某某", Address: "somebody.with.a.long.name@department.example.com"})
		}
	})
	return all
}

// TestSizeIsWhatTheServerReceives compares the size with the bytes that arrive.
func TestSizeIsWhatTheServerReceives(t *testing.T) {
	for name, p := range weights() {
		for _, f := range []smtp.Features{smtp.Full, smtp.SES} {
			server, c := start(t, smtptest.Options{}, as(f))
			size, err := c.Size(p)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Deliver(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if got := len(server.Messages()[0].Data); int64(got) != size {
				t.Errorf("%s, %s: %d bytes arrived, want %d", name, f, got, size)
			}
		}
	}
}

func TestSizeOfAnUnfitParcel(t *testing.T) {
	p := parcel()
	p.Text, p.HTML = "", ""
	if size, err := channelTo("smtp.example.com").Size(p); size != 0 || delivery.FaultOf(err) != delivery.Permanent {
		t.Errorf("got %d, %v", size, err)
	}
}

// channelTo is a channel that is not connected to anything.
func channelTo(host string, change ...func(*smtp.Options)) *smtp.Channel {
	o := good()
	o.Host = host
	for _, f := range change {
		f(&o)
	}
	c, err := smtp.New(o)
	if err != nil {
		panic(err)
	}
	return c
}

func TestMaxSizeByDefault(t *testing.T) {
	limited := func(o *smtp.Options) { o.MaxSize = 123_456 }
	for _, tt := range []struct {
		name    string
		channel *smtp.Channel
		want    int64
	}{
		{"any relay", channelTo("smtp.example.com"), 10_000_000},
		{"Tencent SES", channelTo("sg-smtp.qcloudmail.com"), 4_000_000},
		{"as SES", channelTo("smtp.example.com", as(smtp.SES)), 4_000_000},
		{"SES taken for a full relay", channelTo("smtp.qcloudmail.com", as(smtp.Full)), 10_000_000},
		{"configured", channelTo("smtp.example.com", limited), 123_456},
		{"configured for SES", channelTo("smtp.qcloudmail.com", limited), 123_456},
	} {
		if got := tt.channel.MaxSize(); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestMaxSize sends a mail of exactly the limit, and one that is a byte over it.
func TestMaxSize(t *testing.T) {
	size, err := channelTo("smtp.example.com").Size(parcel())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		limit   int64
		refused bool
	}{{size + 1, false}, {size, false}, {size - 1, true}, {1, true}} {
		server, c := start(t, smtptest.Options{}, fromASCII, func(o *smtp.Options) { o.MaxSize = tt.limit })
		_, err := c.Deliver(t.Context(), parcel())
		if !tt.refused {
			if err != nil {
				t.Errorf("limit %d: %v", tt.limit, err)
			}
			continue
		}
		wantTooLarge(t, err, size, tt.limit)
		if n := server.Connections(); n != 0 {
			t.Errorf("limit %d: %d connections were made for it", tt.limit, n)
		}
	}
}

// fromASCII gives the channel the sender of [good].
func fromASCII(o *smtp.Options) { o.From = good().From }

// wantTooLarge wants a permanent error that names both figures and what to do.
func wantTooLarge(t *testing.T, err error, size, limit int64) {
	t.Helper()
	var e *delivery.Error
	if !errors.As(err, &e) || e.Fault != delivery.Permanent {
		t.Errorf("limit %d: got %v", limit, err)
		return
	}
	for _, want := range []string{"mail ops@example.com", strconv.FormatInt(size, 10), strconv.FormatInt(limit, 10), "smtp.max_size", "attach less"} {
		if !strings.Contains(e.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

// TestSizeAnnounced lets the server name its own limit, whose word counts whatever is configured.
func TestSizeAnnounced(t *testing.T) {
	size, err := channelTo("smtp.example.com").Size(parcel())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range securities {
		for limit, refused := range map[int64]bool{0: false, size + 1: false, size - 1: true, 1000: true} {
			server, c := start(t, smtptest.Options{Security: s.server, MaxSize: limit}, fromASCII, secured(s.client))
			_, err := c.Deliver(t.Context(), parcel())
			if !refused {
				if err != nil {
					t.Errorf("%s, limit %d: %v", s.client, limit, err)
				}
				continue
			}
			wantTooLarge(t, err, size, limit)
			wantNo(t, server, "MAIL")
			wantNo(t, server, "DATA")
			if !slices.Contains(server.Commands(), "QUIT") {
				t.Errorf("%s, limit %d: no goodbye in %q", s.client, limit, server.Commands())
			}
		}
	}
}
