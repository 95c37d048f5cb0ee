package apiclient

import "context"

// App is an application of the account. What a person has typed is remote text: it comes without control and
// formatting characters, and cut.
type App struct {
	AppBizID string // as in [Filter].AppBizIDs
	Name     string // at most 60 characters and an ellipsis; may be empty
	Type     string // AppType: knowledge_qa …; may be empty
}

// How ListApp is paged. The API document gives pages no largest size; 50 is the largest in the official examples of its
// paged actions. Without a size the API answers a Total and no apps.
const (
	appPageSize = 50
	maxAppPages = 100
)

// maxApps is the most applications that [Client.Apps] returns.
const maxApps = appPageSize * maxAppPages

// Apps lists the account's applications (API document "ListApp", 20 requests a second), each once, in the API's
// order, at most 5,000 of them. It takes one call for each 50, paced and repeated like any other, and at most 100: it
// ends when it has as many as the API says there are, or a page brings nothing new. What has no usable
// identifier is left out.
//
// The error is an [*Error]; there are no applications with it.
func (c *Client) Apps(ctx context.Context) ([]App, error) {
	list := appList{cleaner: c.cleaner, known: make(map[string]bool)}
	for number := 1; number <= maxAppPages; number++ {
		var page appPage
		if _, err := c.ask(ctx, "ListApp", appParams{PageSize: appPageSize, PageNumber: number}, &page); err != nil {
			return nil, err
		}
		if more := list.add(page); !more {
			break
		}
	}
	return list.apps, nil
}

// appParams are ListApp's parameters, without its filters. Pages count from 1.
type appParams struct{ PageSize, PageNumber int }

// appPage is ListApp's answer. Total is text, unlike that of other lists.
type appPage struct {
	Total Number
	List  []lenient[appInfo]
}

type appInfo struct {
	AppBizID looseText `json:"AppBizId"`
	Name     looseText
	AppType  looseText
}

// appList collects pages.
type appList struct {
	cleaner cleaner
	apps    []App
	known   map[string]bool // by identifier
}

// add takes a page over and reports whether another may bring more. A page that is not full ends the list only if the
// API does not say how many there are: it may have a limit of its own for the size of a page.
func (l *appList) add(page appPage) (more bool) {
	before := len(l.apps)
	for _, element := range page.List {
		l.take(element.value)
	}
	total, err := page.Total.Int64()
	switch {
	case len(l.apps) == before || len(l.apps) == maxApps:
		return false
	case err == nil && total > 0:
		return int64(len(l.apps)) < total
	default:
		return len(page.List) >= appPageSize
	}
}

func (l *appList) take(info appInfo) {
	id, ok := l.cleaner.identifier(info.AppBizID)
	if !ok || l.known[id] || len(l.apps) == maxApps {
		return
	}
	l.known[id] = true
	l.apps = append(l.apps, App{
		AppBizID: id,
		Name:     l.cleaner.clean(string(info.Name), maxName),
		Type:     l.cleaner.clean(string(info.AppType), maxCode),
	})
}
