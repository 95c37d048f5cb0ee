package lketest

import (
	"slices"
	"strconv"
	"strings"
)

// App is an application as ListApp tells it.
type App struct {
	AppBizID string `json:"AppBizId"`
	Name     string
	AppType  string
}

// Model is a model as ListModel tells it.
type Model struct{ ModelName, AliasName string }

// apps are the applications of the streams, each once.
func apps(streams []Stream) []App {
	var apps []App
	for _, s := range streams {
		if app := (App{s.AppBizID, s.AppName, s.AppType}); !slices.Contains(apps, app) {
			apps = append(apps, app)
		}
	}
	return apps
}

// models are the models of the streams, each once.
func models(streams []Stream) []Model {
	var models []Model
	for _, s := range streams {
		if model := (Model{s.ModelName, s.ModelAlias}); !slices.Contains(models, model) {
			models = append(models, model)
		}
	}
	return models
}

// appPage is the answer of ListApp.
type appPage struct {
	Total string // unlike that of other lists
	List  []appInfo
}

// appInfo is an application with the members that are the same for all.
type appInfo struct {
	App
	AppTypeDesc, Avatar, Desc    string
	AppStatus                    int
	AppStatusDesc, UpdateTime    string
	Operator, ModelName, Pattern string
}

// page is one page of the applications that a query asks for. Without a size it is empty, as has been seen of the
// real API (github.com/TencentCloud/tencentcloud-sdk-nodejs/issues/262). That pages count from 1, and that a missing
// number means the first, is a guess after the official examples.
func page(all []App, q Query) appPage {
	matches := func(app App) bool {
		return (q.AppType == "" || app.AppType == q.AppType) && strings.Contains(app.Name, q.Keyword)
	}
	matching := slices.DeleteFunc(slices.Clone(all), func(app App) bool { return !matches(app) })
	total := int64(len(matching))
	first := min((max(q.PageNumber, 1)-1)*q.PageSize, total)
	answer := appPage{Total: strconv.FormatInt(total, 10), List: []appInfo{}}
	for _, app := range matching[first:min(first+q.PageSize, total)] {
		answer.List = append(answer.List, appInfo{
			App: app, AppStatus: 2, AppStatusDesc: "运行中", UpdateTime: "1731407395", Pattern: "standard",
		})
	}
	return answer
}

// modelList is the answer of ListModel. Which models belong to which type of application is not documented: all are
// served for each.
func modelList(models []Model) any {
	type info struct {
		Model
		ModelDesc, PromptWordsLimit string
		ResourceStatus              int
	}
	list := make([]info, len(models))
	for i, model := range models {
		list[i] = info{Model: model, PromptWordsLimit: "8K", ResourceStatus: 1}
	}
	return struct{ List []info }{list}
}
