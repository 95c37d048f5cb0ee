// Package robot lists the kinds of webhooks: how each is called in tokenreport.yml, and what its URL looks like. It connects
// to nothing: what a kind's messages are is in package webhook.
package robot

import (
	"net/url"
	"slices"
	"strings"
)

// Robot is a kind of webhook, as whoever configures one knows it.
type Robot struct {
	Kind  string // its name in tokenreport.yml
	About string // in English, as one of a list: "a group robot of WeCom"
	// Hosts are where its robots live; anybody may know them. Another host is a relay's, or a private installation's, of which
	// nothing is known.
	Hosts []string
	Path  string // the path of a URL at Hosts begins with it; empty where there are none
	// Of the URL, what is secret, and names the robot: a parameter, or the path behind a marker. Both empty: nobody knows.
	Parameter, Marker string
	Signs             bool // requests can be signed with a secret
}

var robots = []Robot{
	{Kind: "wecom", About: "a group robot of WeCom", Hosts: []string{"qyapi.weixin.qq.com"}, Path: "/cgi-bin/webhook/send", Parameter: "key"},
	{Kind: "feishu", About: "a bot of Feishu", Hosts: []string{"open.feishu.cn", "open.larksuite.com"}, Path: "/open-apis/bot/v2/hook/", Marker: "/hook/", Signs: true},
	{Kind: "dingtalk", About: "a robot of DingTalk", Hosts: []string{"oapi.dingtalk.com"}, Path: "/robot/send", Parameter: "access_token", Signs: true},
	{Kind: "slack", About: "an incoming webhook of Slack", Hosts: []string{"hooks.slack.com", "hooks.slack-gov.com"}, Path: "/services/", Marker: "/services/"},
	{Kind: "json", About: "json for programs", Signs: true},
}

// All are all kinds, in the order in which they are listed anywhere.
func All() []Robot { return slices.Clone(robots) }

// Find is the kind of that name.
func Find(kind string) (r Robot, known bool) {
	return find(func(r Robot) bool { return r.Kind == kind })
}

// At is the kind whose robots live at the host.
func At(host string) (r Robot, known bool) {
	return find(func(r Robot) bool { return slices.Contains(r.Hosts, strings.ToLower(host)) })
}

func find(is func(Robot) bool) (Robot, bool) {
	if i := slices.IndexFunc(robots, is); i >= 0 {
		return robots[i], true
	}
	return Robot{}, false
}

// Secret is the part of the URL that is secret, and names the robot; empty where it is not found.
func (r Robot) Secret(u *url.URL) string {
	switch {
	case r.Parameter != "":
		return u.Query().Get(r.Parameter)
	case r.Marker != "":
		_, end, _ := strings.Cut(u.Path, r.Marker)
		return strings.Trim(end, "/")
	}
	return ""
}
