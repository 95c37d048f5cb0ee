package job

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"tokenreport/apiclient"
	"tokenreport/report"
)

// listing is the action that knows the names of a dimension's parts; empty where none does.
func listing(d report.Dimension) string {
	switch d {
	case report.ByApplication:
		return listApp
	case report.ByModel:
		return listModel
	default:
		return ""
	}
}

// unnamed are the dimensions in which a part is shown that the configuration does not name, and the API may.
func (d *dossier) unnamed() []report.Dimension {
	var list []report.Dimension
	for _, b := range d.task.Breakdowns {
		nameless := slices.ContainsFunc(b.Parts, func(p report.PartName) bool { return p.Name == "" })
		if d.task.Names && nameless && listing(b.Dimension) != "" && !slices.Contains(list, b.Dimension) {
			list = append(list, b.Dimension)
		}
	}
	return list
}

// namesFound are the names of a dimension's parts, by identifier, or why they are not known.
type namesFound struct {
	names map[string]string
	err   error
}

func (d *dossier) askNames(ctx context.Context, dimension report.Dimension) error {
	found := d.runner.namesOf(ctx, dimension)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names[dimension] = found.names
	return found.err
}

// namesOf asks for the names of a dimension's parts, once in a run.
func (r *Runner) namesOf(ctx context.Context, dimension report.Dimension) namesFound {
	action := listing(dimension)
	r.round.mu.Lock()
	ask, known := r.round.names[action]
	if !known {
		ask = sync.OnceValue(func() namesFound {
			if action == listApp {
				return r.appNames(ctx)
			}
			return r.modelNames(ctx)
		})
		r.round.names[action] = ask
	}
	r.round.mu.Unlock()
	return ask()
}

func (r *Runner) appNames(ctx context.Context) namesFound {
	apps, err := r.API.Apps(ctx)
	if err != nil {
		return namesFound{err: fmt.Errorf("list applications: %w", err)}
	}
	names := make(map[string]string, len(apps))
	for _, app := range apps {
		names[app.AppBizID] = app.Name
	}
	return namesFound{names: names}
}

func (r *Runner) modelNames(ctx context.Context) namesFound {
	models, err := r.API.Models(ctx, apiclient.AppTypeKnowledgeQA)
	if err != nil {
		return namesFound{err: fmt.Errorf("list models: %w", err)}
	}
	names := make(map[string]string, len(models))
	for _, model := range models {
		names[model.Name] = model.Alias
	}
	return namesFound{names: names}
}

// named are the breakdowns with the names that the API knows, where the configuration has none.
func (d *dossier) named() []report.BreakdownRequest {
	list := slices.Clone(d.task.Breakdowns)
	for i, b := range list {
		list[i].Parts = slices.Clone(b.Parts)
		for j, part := range b.Parts {
			if part.Name == "" {
				list[i].Parts[j].Name = d.names[b.Dimension][part.ID]
			}
		}
	}
	return list
}
