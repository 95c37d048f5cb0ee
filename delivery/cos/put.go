package cos

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/tencentyun/cos-go-sdk-v5"

	"tokenreport/delivery"
	"tokenreport/internal/retry"
	"tokenreport/secret"
)

// put stores content under key. COS refuses it with BadDigest if the content's MD5 is another on arrival.
func (c *Channel) put(ctx context.Context, key string, content []byte, header sdk.ObjectPutHeaderOptions) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	digest := md5.Sum(content)
	header.ContentMD5 = base64.StdEncoding.EncodeToString(digest[:])
	answer, err := c.client.Object.Put(ctx, key, bytes.NewReader(content), &sdk.ObjectPutOptions{ObjectPutHeaderOptions: &header})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err() // the SDK's error would hide which it was
	case answer != nil && answer.StatusCode/100 == 2:
		return &damagedError{answer.Header.Get(requestIDHeader)}
	default:
		return err
	}
}

const requestIDHeader = "X-Cos-Request-Id"

// damagedError is an object that COS has stored with another checksum. The SDK reports it by a text with all
// headers of the answer.
type damagedError struct{ requestID string }

func (*damagedError) Error() string {
	return "COS stored the object with another checksum (CRC-64) than it has"
}

// operation is what is done to an object, in words and as a policy of CAM names it.
type operation struct{ doing, action string }

var (
	putting = operation{"put object", "name/cos:PutObject"}
	getting = operation{"get object", "name/cos:GetObject"}
	asking  = operation{"ask whether versions are kept of", "name/cos:GetBucketVersioning"}
)

// failure says what err means for an operation on the object key.
func (c *Channel) failure(op operation, key string, err error) error {
	err = lastOf(err)
	e := &delivery.Error{
		Fault: delivery.Temporary,
		Doing: op.doing + " " + key + " in " + c.options.BucketURL.Host,
		Err:   c.withoutSecrets(err),
	}
	var (
		refusal *sdk.ErrorResponse
		damaged *damagedError
	)
	switch {
	case errors.As(err, &refusal):
		c.describe(e, refusal, op, key)
	case errors.As(err, &damaged):
		e.RequestID = c.quote(damaged.requestID)
	case retry.Untrusted(err):
		e.Fault, e.Hint = delivery.Permanent, "the bucket's certificate is not trusted: check the endpoint in storage.url"
	case retry.NotTLS(err):
		e.Fault, e.Hint = delivery.Permanent, "the host does not speak TLS on this port: check the endpoint in storage.url"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		e.Hint = "storage did not answer in time"
	default:
		e.Hint = "check the network's way to the bucket, and its region in storage.url"
	}
	return e
}

// lastOf unpacks the SDK's collection of attempts, of which there is one.
func lastOf(err error) error {
	var attempts *sdk.RetryError
	if errors.As(err, &attempts) && len(attempts.Errs) > 0 {
		return attempts.Errs[len(attempts.Errs)-1]
	}
	return err
}

// answerError is COS's refusal in its own words.
type answerError struct {
	status        int
	code, message string
}

func (e *answerError) Error() string {
	s := e.code
	if s == "" {
		s = fmt.Sprintf("HTTP %d %s", e.status, http.StatusText(e.status)) // not from COS but from a proxy, say
	}
	if e.message != "" {
		s += ": " + e.message
	}
	return s
}

// describe completes e by COS's refusal.
func (c *Channel) describe(e *delivery.Error, refusal *sdk.ErrorResponse, op operation, key string) {
	e.Code = c.quote(refusal.Code)
	e.RequestID = c.quote(cmp.Or(refusal.RequestID, refusal.Response.Header.Get(requestIDHeader)))
	status := refusal.Response.StatusCode
	e.Err = c.withoutSecrets(&answerError{status, refusal.Code, refusal.Message})
	if refusal.Code != "" && !retry.Refusal(status, refusal.Code) { // without a code COS has not spoken, or not to its end
		e.Fault = delivery.Permanent
	}
	e.Hint = c.hint(refusal.Code, op, key)
}

// hint is what to do about a code of COS.
func (c *Channel) hint(code string, op operation, key string) string {
	switch code {
	case "AccessDenied":
		return "allow the function's role the action " + op.action + " on " + c.resource(key)
	case "NoSuchBucket", "PermanentRedirect", "TemporaryRedirect":
		return "check the bucket's name with its APPID, and the region, in storage.url"
	case "InvalidAccessKeyId":
		return "the key is unknown: check the function's role, or TENCENTCLOUD_SECRETID"
	case "SignatureDoesNotMatch":
		return "check that secret ID and key belong together, and this machine's clock"
	case "RequestTimeTooSkewed", "RequestIsExpired":
		return "set this machine's clock"
	case "ExpiredToken":
		return "the temporary credentials have run out: read them anew at every invocation"
	default:
		return ""
	}
}

// resource is the key as a policy of CAM names it; what the URL does not tell is "*".
func (c *Channel) resource(key string) string {
	bucket, region, appID := "BUCKET-APPID", "*", "*"
	// BUCKET-APPID.cos.REGION.myqcloud.com, or cos-internal, or tencentcos.cn. The accelerate domains stand where a region does.
	if labels := strings.Split(c.options.BucketURL.Hostname(), "."); len(labels) > 3 && (labels[1] == "cos" || labels[1] == "cos-internal") {
		bucket = labels[0]
		appID = bucket[strings.LastIndexByte(bucket, '-')+1:]
		if !strings.HasPrefix(labels[2], "accelerate") {
			region = labels[2]
		}
	}
	return "qcs::cos:" + region + ":uid/" + appID + ":" + bucket + "/" + key
}

// withoutSecrets returns err, replaced only if it tells a secret, as an echo of the request could.
func (c *Channel) withoutSecrets(err error) error {
	clean := delivery.CleanLine(err.Error())
	if text := c.redact(clean); text != clean {
		return errors.New(text)
	}
	return err
}

// quote is what may be told of a server's words. They are cleaned before secrets are looked for, lest cleaning put one
// together, and cut after.
func (c *Channel) quote(words string) string {
	return delivery.Excerpt(c.redact(delivery.CleanLine(words)))
}

func (c *Channel) redact(text string) string {
	for _, s := range []secret.Text{c.options.SecretKey, c.options.Token, c.options.LinkKey} {
		if !s.IsZero() {
			text = strings.ReplaceAll(text, s.Reveal(), secret.Redacted)
		}
	}
	return text
}
