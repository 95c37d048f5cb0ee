package apiclient

import (
	"context"
	"errors"
)

// AppTypeKnowledgeQA is the application type to ask [Client.Models] for: the only one in which the API document lets
// applications be created.
const AppTypeKnowledgeQA = "knowledge_qa"

// Model is a model that applications may use. The alias is remote text, cleaned and cut like an [App]'s name.
type Model struct {
	Name  string // ModelName, the identifier: as in [Filter].ModelName
	Alias string // AliasName, for people; at most 60 characters and an ellipsis; may be empty
}

// Models lists the models that applications of a type may use (API document "ListModel", 20 requests a second, 50 at
// the domestic site), each once, in the API's order. The type is required; the document lists [AppTypeKnowledgeQA],
// "summary" and "classifys". A model that is no longer offered may have usage and not be among them.
//
// The error is an [*Error], unless there is no type.
func (c *Client) Models(ctx context.Context, appType string) ([]Model, error) {
	if appType == "" {
		return nil, errors.New("ListModel: the application type is missing")
	}
	params := struct{ AppType string }{appType}
	var answer struct{ List []lenient[modelInfo] }
	if _, err := c.ask(ctx, "ListModel", params, &answer); err != nil {
		return nil, err
	}
	var models []Model
	known := make(map[string]bool)
	for _, element := range answer.List {
		name, ok := c.cleaner.identifier(element.value.ModelName)
		if ok && !known[name] {
			known[name] = true
			models = append(models, Model{name, c.cleaner.clean(string(element.value.AliasName), maxName)})
		}
	}
	return models, nil
}

type modelInfo struct{ ModelName, AliasName looseText }
