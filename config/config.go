// Package config reads tokenreport.yml: its schema, the ${ENV} expansion, the checks. It is the one place that
// knows the names of environment variables (with templates/default.yml, which it reads like any other file).
// It opens no connection and builds no client; package command does that with what it returns.
//
// A value may refer to environment variables, as ${NAME}, ${NAME:-default} (where NAME is unset or empty) or
// ${NAME:+text} (text where NAME is neither, else nothing). References are replaced after the YAML has been
// parsed, so that a variable cannot change the structure; keys are not expanded. An empty value is like none.
//
// All that is wrong is reported together, as [Errors]: each says where (file, line, column, key), what was
// found, and what to do. No error holds a value that may be secret.
package config

import (
	"net/mail"
	"net/url"
	"time"

	"tokenreport/secret"
)

// Config is a checked configuration with every default filled in.
type Config struct {
	Timezone *time.Location // never nil
	Language Language
	API      API
	SMTP     *SMTP    // nil where no mail server is given; then no report has an Email
	Storage  *Storage // nil where no storage is given; then no report has a Store
	Dispatch Dispatch
	Reports  []Report // at least one
	// Credentials are those of this invocation. The platform renews them, so they are never kept for the next.
	Credentials Credentials
}

// Language is a language that reports are written in, as BCP 47 names it.
type Language string

// The languages of the text catalogues.
const (
	English    Language = "en"
	Chinese    Language = "zh-CN"
	Indonesian Language = "id"
)

// API says where and how usage is fetched.
type API struct {
	Endpoint string // scheme, host and perhaps a port: https://lke.intl.tencentcloudapi.com; http on loopback only
	Region   string // ap-jakarta
	Rate     int    // requests per second and action, 1 to 20
	// TimeFields says in which parameters the window is sent.
	TimeFields TimeFields
	// LabelZone is the zone in which the API writes the time X of a point; never nil.
	LabelZone *time.Location
}

// TimeFields is a choice between the API's two pairs of time parameters.
type TimeFields string

// Auto decides by the endpoint; Legacy is StartTime and EndTime, Stat is StatStartTime and StatEndTime.
const (
	TimeFieldsAuto   TimeFields = "auto"
	TimeFieldsLegacy TimeFields = "legacy"
	TimeFieldsStat   TimeFields = "stat"
	TimeFieldsBoth   TimeFields = "both"
)

// SMTP is the mail server.
type SMTP struct {
	Host     string // a name or an IP address, without port
	Port     int    // by default that of TLS: 465, 587 or 25
	TLS      TLS
	Username string      // empty: do not authenticate; then Password is empty too
	Password secret.Text // never together with TLSNone
	From     mail.Address
	ReplyTo  *mail.Address // nil: replies go to From
	Features Features
}

// TLS is how the connection to the mail server is encrypted. It is never opportunistic.
type TLS string

// Implicit encrypts from the first byte, StartTLS requires the command of RFC 3207, None sends in the clear.
const (
	TLSImplicit TLS = "implicit"
	TLSStartTLS TLS = "starttls"
	TLSNone     TLS = "none"
)

// Features is what the relay carries.
type Features string

// Auto decides by the host; SES carries neither Cc and Bcc nor inline images.
const (
	FeaturesAuto Features = "auto"
	FeaturesFull Features = "full"
	FeaturesSES  Features = "ses"
)

// Storage is where files are kept: exactly one of COS and Folder is set.
type Storage struct {
	COS    *COSStorage
	Folder string // an absolute path
}

// COSStorage is a bucket of Tencent Cloud Object Storage.
type COSStorage struct {
	BucketURL *url.URL // the bucket's base URL: https://BUCKET-APPID.cos.REGION.myqcloud.com, or the given endpoint
	Prefix    string   // before every key, without leading or trailing "/"; may be empty
}

// Dispatch is where the reports of one event are made.
type Dispatch string

// DispatchLocal makes them one after the other in the invocation that got the event.
const DispatchLocal Dispatch = "local"

// Report is one report: what it covers, how it looks, who gets it.
type Report struct {
	Name     string         // [a-z0-9-]+, unique; part of the object keys
	Title    string         // empty: the language's own words for "Token usage"
	Zone     *time.Location // bounds the day; the configuration's Timezone unless the report has its own
	Language Language
	Filter   Filter
	Tables   []Table // none: no table
	// WhenEmpty says what goes out for a day without usage.
	WhenEmpty WhenEmpty
	Email     *Email   // nil: not mailed
	Store     []Format // none: not stored
}

// Filter narrows what is counted. It is passed to the API as it is; an empty field does not narrow.
type Filter struct {
	UinAccounts []string
	SubBizType  string
	ModelName   string
	AppBizIDs   []string
	AppType     string
	SubScenes   []string
}

// Table is a table of the report's second page.
type Table string

// TableHourly is the table of the hours of the day.
const TableHourly Table = "hourly"

// WhenEmpty is what goes out for a period without usage.
type WhenEmpty string

// Send makes the report as ever, Note a mail of one line, Skip nothing.
const (
	EmptySend WhenEmpty = "send"
	EmptyNote WhenEmpty = "note"
	EmptySkip WhenEmpty = "skip"
)

// Email says who gets the mail, and with what attached. No address occurs twice in To, Cc and Bcc together.
type Email struct {
	To, Cc, Bcc []mail.Address // To has at least one
	Attach      []Format       // none: nothing is attached
}

// Format is a form of the report as a file.
type Format string

// The formats of files, stored or attached.
const (
	PDF  Format = "pdf"
	CSV  Format = "csv"
	JSON Format = "json"
)

// Credentials sign the calls to the API and to the storage.
type Credentials struct {
	SecretID  secret.Text
	SecretKey secret.Text
	Token     secret.Text // zero for a long-lived key; set for an execution role's
}
