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
	"tokenreport/templates"
)

// Config is a checked configuration with every default filled in.
type Config struct {
	Timezone *time.Location // never nil
	Language Language
	API      API
	SMTP     *SMTP    // nil where no mail server is given; then no report has an Email
	Storage  *Storage // nil where no storage is given; then no report has a Store
	Dispatch Dispatch
	Branding Branding // zero: the report's own looks; with the logo and the colour of the folder that templates names
	// Templates are the built-in ones where the file names no folder.
	Templates templates.Set
	LateData  LateData
	Missed    Missed
	// Tolerance is by how much the API's summary and its graph may differ before data may be missing.
	Tolerance BasisPoints
	// Owner is who is told when a report fails, as owner: [oncall@example.com] says; empty: nobody is. No address
	// occurs twice, and SMTP is not nil where there is one.
	Owner    []mail.Address
	Prices   *Prices  // nil where none are given; then no report has a Budget with a Cost
	Reports  []Report // at least one
	Platform Platform // zero where Dispatch is DispatchLocal
	// Credentials are those of this invocation. The platform renews them, so they are never kept for the next.
	Credentials Credentials
}

// Language is a language that reports are written in, as BCP 47 names it: one of [templates.Languages].
type Language string

// English is the language of a report that names none.
const English Language = "en"

// API says where and how usage is fetched.
type API struct {
	Endpoint string // scheme, host and perhaps a port: https://lke.intl.tencentcloudapi.com; http on loopback only
	Region   string // ap-jakarta
	Rate     int    // requests per second and action, 1 to 20
	// TimeFields says in which parameters the window is sent.
	TimeFields TimeFields
	// LabelZone is the zone in which the API writes the time X of a point; never nil.
	LabelZone *time.Location
	// Labels says what the time X of a point marks.
	Labels Labels
}

// Labels is an end of an interval, or auto.
type Labels string

// Auto decides by the days that are stored.
const (
	LabelsAuto  Labels = "auto"
	LabelsStart Labels = "start"
	LabelsEnd   Labels = "end"
)

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
	// MaxSize is the size in bytes of the largest mail that the server takes, whole and as encoded: 10,000,000 for
	// max_size: 10MB. It is 20,000 to 100,000,000, or 0 where it is not given: then it depends on Features.
	MaxSize int64
	// Allow is who may get mail, each a domain without its subdomains or an address, in lower case and none twice:
	// example.com and ops@example.org for allow: [Example.com, ops@example.org]. Empty: everybody. It lets at least
	// one recipient through, and one owner where there are any; the others are to be refused when a mail is sent.
	Allow []string
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

// Storage is where files are kept, exactly one of COS and Folder being set, and how links to them are made.
type Storage struct {
	COS    *COSStorage
	Folder string // an absolute path
	// PublicURL is where a browser finds the bucket's root, so that links have the prefix in them, or the folder:
	// https://reports.example.com/usage for public_url of the same. It has a scheme (http on loopback only), a host and
	// perhaps a path without a "/" at its end, and nothing else. Nil where it is not given: then links are signed.
	PublicURL *url.URL
	// LinkLife is how long a signed link is good at most, 1 minute to 7 days: 168 hours for link_life: 7d. A link that
	// is signed with temporary credentials dies with them.
	LinkLife time.Duration
}

// COSStorage is a bucket of Tencent Cloud Object Storage.
type COSStorage struct {
	BucketURL *url.URL // the bucket's base URL: https://BUCKET-APPID.cos.REGION.myqcloud.com, or the given endpoint
	Prefix    string   // before every key, without leading or trailing "/"; may be empty
	LinkKey   *LinkKey // nil: links are signed with Credentials
}

// LinkKey is a long-lived key that signs links and nothing else:
//
//	link_key: {id: "${LINK_ID:-}", secret: "${LINK_KEY:-}"}
type LinkKey struct {
	ID, Secret secret.Text // neither is zero
}

// Dispatch is where the reports of one event are made.
type Dispatch string

// DispatchLocal makes them in the invocation that got the event, DispatchSCF each in an invocation of its own.
const (
	DispatchLocal Dispatch = "local"
	DispatchSCF   Dispatch = "scf"
)

// Platform is what the environment says about the function that this is, and where it is invoked. The first four are empty
// on a command line.
type Platform struct {
	Region    string // ap-singapore
	Namespace string
	Function  string // its name
	Version   string // $LATEST or a number
	Endpoint  string // of the platform's API, with its scheme; never empty
}

// Branding is how everything that is made shows whose it is:
//
//	branding: {logo: logo.png, colour: "#0072B2", footer: "Platform team, ops@example.com"}
type Branding struct {
	// Logo is the content of the PNG or JPEG file that the key names, whole and sound: at most 200,000 bytes and 2000 by
	// 2000 pixels. Nil for none.
	Logo []byte
	// Colour is that of accents, in capitals: #0072B2. Its contrast on white is 3:1 or more. Empty: the report's own.
	Colour string
	Footer string // one line of at most 200 characters at the foot of each page and of the mail; may be empty
}

// Prices are what tokens cost, so that a report can estimate the cost of its usage:
//
//	prices: {currency: USD, models: {cs-normal: {input: 0.80, output: 2.00}, "*": {input: 1.00, output: 3.00}}}
type Prices struct {
	Currency string       // an alphabetic code of ISO 4217: USD
	Models   []ModelPrice // at least one, in the file's order; no model twice
}

// ModelPrice is what a million tokens of a model cost.
type ModelPrice struct {
	Model         string // as the API names it, or [AnyModel]
	Input, Output Decimal
}

// AnyModel stands for the models that have no price of their own.
const AnyModel = "*"

// Decimal is a number without sign and exponent, digit by digit as the file has it: 0.80. It has up to twelve digits, and
// up to six after a point. It is a text because a binary fraction cannot hold 0.80.
type Decimal string

// LateData says what is done about usage that the API counts only after its period was reported:
//
//	late_data: {periods: 1, threshold: 1%, mail: false, doubtful: 7}
type LateData struct {
	// Periods is how many of the periods before the reported one are fetched once more, 0 to 31; 0: none.
	Periods int
	// Threshold is how much a figure has to change, in parts of what was reported, to be reported anew: by more than
	// this. 0: any change.
	Threshold BasisPoints
	// Mail sends the correction to whom the report is mailed. Otherwise only what is stored is replaced.
	Mail bool
	// Doubtful is for how many days a period whose data may be incomplete is fetched once more at each run, 0 to 31; 0: it is
	// not.
	Doubtful int
}

// Missed is what is done about a period that was never delivered, since no timer fired or the function was killed.
type Missed string

// MissedMake makes the latest of each report, MissedNotify only tells the owner.
const (
	MissedMake   Missed = "make"
	MissedNotify Missed = "notify"
)

// BasisPoints is a share in hundredths of a percent: 100 for 1%, 50 for 0.5%.
type BasisPoints int

// Credentials sign the calls to the API and to the storage.
type Credentials struct {
	SecretID  secret.Text
	SecretKey secret.Text
	Token     secret.Text // zero for a long-lived key; set for an execution role's
}
