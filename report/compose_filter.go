package report

import (
	"fmt"
	"strings"

	"tokenreport/internal/plain"
)

// filtered are the texts that name what a filter keeps, by the API's name of the filter.
var filtered = map[string]string{
	"UinAccount": "filter.uin_accounts", "SubBizType": "filter.sub_biz_type", "ModelName": "filter.model_name",
	"AppBizIds": "filter.app_biz_ids", "AppType": "filter.app_type", "SubScenes": "filter.sub_scenes",
}

// mostFiltered is how many values of a filter a title names.
const mostFiltered = 2

// only says what the report is restricted to, as short as a title wants it; empty for the whole account.
func (c composer) only() string {
	var parts []string
	for _, f := range c.o.Source.Filters {
		key, known := filtered[f.Name]
		if !known || len(f.Values) == 0 {
			continue
		}
		var values []string
		for _, value := range f.Values[:min(len(f.Values), mostFiltered)] {
			values = append(values, plain.Isolate(narrowed(c.nameOf(f.Name, value), mostOfAName)))
		}
		named := strings.Join(values, ", ")
		if more := len(f.Values) - len(values); more > 0 {
			named = c.say("filter.more", "values", named, "count", fmt.Sprint(more))
		}
		parts = append(parts, c.say(key, "values", named))
	}
	return strings.Join(parts, " · ")
}

// nameOf is what a filter's value is called where the report breaks usage down by it.
func (c composer) nameOf(filter, value string) string {
	dimensions := map[string]Dimension{"AppBizIds": ByApplication, "ModelName": ByModel, "SubBizType": ByBusiness, "UinAccount": ByAccount}
	for _, r := range c.a.Evidence.Breakdowns {
		for _, part := range r.Parts {
			if r.Dimension == dimensions[filter] && part.ID == value && part.Name != "" {
				return plain.Name(part.Name)
			}
		}
	}
	return plain.Name(value)
}

// filteredHeadline is the one sentence, with what it is restricted to.
func (c composer) filteredHeadline() string {
	if only := c.only(); only != "" {
		return c.say("headline.filtered", "only", only, "headline", c.headline())
	}
	return c.headline()
}
