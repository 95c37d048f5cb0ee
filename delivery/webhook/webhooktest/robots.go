package webhooktest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// A robot is how a kind answers.
type robot struct {
	// examine returns why a request is refused; nil if it is not.
	examine     func(s *Server, r *http.Request, body []byte) *answer
	taken, busy answer
}

var robots = map[string]robot{
	"wecom":    {examineWeCom, coded("errcode", "errmsg", 0, "ok"), coded("errcode", "errmsg", 45009, "api freq out of limit")},
	"feishu":   {examineFeishu, coded("code", "msg", 0, "success"), coded("code", "msg", 11232, "frequency limited psm[lark.oapi.app_platform_runtime]")},
	"dingtalk": {examineDingTalk, coded("errcode", "errmsg", 0, "ok"), coded("errcode", "errmsg", 130101, "send too fast, exceed 20 times per minute")},
	"slack": {
		examineSlack, answer{status: http.StatusOK, body: "ok"},
		answer{status: http.StatusTooManyRequests, header: map[string]string{"Retry-After": "1"}, body: "rate_limited"},
	},
	"json": {
		examineJSON, answer{status: http.StatusAccepted},
		answer{status: http.StatusTooManyRequests, header: map[string]string{"Retry-After": "1"}},
	},
}

func mac(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}

func examineWeCom(_ *Server, r *http.Request, body []byte) *answer {
	var message struct {
		Type     string `json:"msgtype"`
		Markdown struct {
			Content string `json:"content"`
		} `json:"markdown"`
	}
	refuse := func(code int, words string) *answer {
		a := coded("errcode", "errmsg", code, words+", more info at https://open.work.weixin.qq.com/devtool/query")
		return &a
	}
	switch err := json.Unmarshal(body, &message); {
	case query(r).Get("key") != Key:
		return refuse(93000, "invalid webhook url")
	case err != nil || message.Type != "markdown":
		return refuse(40008, "invalid message type")
	case message.Markdown.Content == "":
		return refuse(44004, "empty content")
	case len(message.Markdown.Content) > mostOfWeCom:
		return refuse(40058, "markdown.content exceed max length 4096")
	}
	return nil
}

func examineFeishu(s *Server, r *http.Request, body []byte) *answer {
	var message struct {
		Timestamp, Sign string
		Type            string `json:"msg_type"`
		Card            struct {
			Header   map[string]any
			Elements []map[string]any
		}
	}
	refuse := func(code int, words string) *answer {
		a := coded("code", "msg", code, words)
		return &a
	}
	switch err := json.Unmarshal(body, &message); {
	case !strings.HasSuffix(r.URL.Path, "/"+Key):
		return refuse(19001, "param invalid: incoming webhook access token invalid")
	case err != nil || message.Type != "interactive" || len(message.Card.Header) == 0 || len(body) > mostOfFeishu:
		return refuse(9499, "Bad Request")
	case s.options.Secret != "" && (!s.isFresh(message.Timestamp, time.Second) ||
		message.Sign != base64.StdEncoding.EncodeToString(mac(message.Timestamp+"\n"+s.options.Secret, ""))):
		return refuse(19021, "sign match fail or timestamp is not within one hour from current time")
	case !bytes.Contains(body, []byte(s.options.Keyword)):
		return refuse(19024, "Key Words Not Found")
	}
	return nil
}

func examineDingTalk(s *Server, r *http.Request, body []byte) *answer {
	var message struct {
		Type     string `json:"msgtype"`
		Markdown struct{ Title, Text string }
	}
	refuse := func(code int, words string) *answer {
		a := coded("errcode", "errmsg", code, words)
		return &a
	}
	timestamp, sign := query(r).Get("timestamp"), query(r).Get("sign")
	switch err := json.Unmarshal(body, &message); {
	case query(r).Get("access_token") != Key:
		return refuse(300005, "token is not exist")
	case s.options.Secret != "" && !s.isFresh(timestamp, time.Millisecond):
		return refuse(310000, "description:robot security settings-sign timestamp invalid;solution:please check the timestamp")
	case s.options.Secret != "" && sign != base64.StdEncoding.EncodeToString(mac(s.options.Secret, timestamp+"\n"+s.options.Secret)):
		return refuse(310000, "description:robot security settings-sign not match;solution:please check the secret")
	case err != nil || message.Type != "markdown" || message.Markdown.Title == "" || len(message.Markdown.Text) > mostOfDingTalk:
		return refuse(400105, "unsupported message type")
	case !strings.Contains(message.Markdown.Title+message.Markdown.Text, s.options.Keyword):
		return refuse(310000, "description:robot security settings-keywords not in content;solution:add the keyword")
	}
	return nil
}

func examineSlack(_ *Server, r *http.Request, body []byte) *answer {
	type text struct{ Type, Text string }
	var message struct {
		Text   string
		Blocks []struct {
			Type             string
			Text             *text
			Fields, Elements []text
		}
	}
	refuse := func(status int, word string) *answer { return &answer{status: status, body: word} }
	switch err := json.Unmarshal(body, &message); {
	case !strings.HasSuffix(r.URL.Path, "/"+Key):
		return refuse(http.StatusNotFound, "no_service")
	case err != nil:
		return refuse(http.StatusBadRequest, "invalid_payload")
	case message.Text == "" && len(message.Blocks) == 0:
		return refuse(http.StatusBadRequest, "no_text")
	case len(message.Blocks) > mostOfSlackBlock:
		return refuse(http.StatusBadRequest, "invalid_blocks")
	}
	for _, block := range message.Blocks {
		limit := mostOfSlackText
		if block.Type == "header" {
			limit = 150
		}
		texts := append(block.Fields, block.Elements...)
		if block.Text != nil {
			texts = append(texts, *block.Text)
		}
		for _, t := range texts {
			if t.Text == "" || utf8.RuneCountInString(t.Text) > limit {
				return refuse(http.StatusBadRequest, "invalid_blocks")
			}
		}
	}
	return nil
}

func examineJSON(s *Server, r *http.Request, body []byte) *answer {
	signature := "sha256=" + hex.EncodeToString(mac(s.options.Secret, string(body)))
	switch {
	case !strings.HasSuffix(r.URL.Path, "/"+Key):
		return &answer{status: http.StatusNotFound}
	case s.options.Secret != "" && r.Header.Get("X-Tokenreport-Signature") != signature:
		return &answer{status: http.StatusUnauthorized, body: "the signature does not fit"}
	case !json.Valid(body) || r.Header.Get("Idempotency-Key") == "":
		return &answer{status: http.StatusBadRequest}
	}
	return nil
}
