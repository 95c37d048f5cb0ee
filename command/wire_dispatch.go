package command

import (
	"cmp"
	"log/slog"

	"tokenreport/apiclient"
	"tokenreport/check"
	"tokenreport/config"
	"tokenreport/job"
)

// wireDispatcher returns nil where this process makes all reports: if it is configured so, on a command line, and if the
// platform does not say which function it is.
func wireDispatcher(sys System, log *slog.Logger, c *config.Config, api *apiclient.Client) (job.Dispatcher, error) {
	if c.Dispatch != config.DispatchSCF || sys.Function == nil {
		return nil, nil
	}
	f := functionOf(sys, c)
	if f.Name == "" || f.Region == "" {
		log.Warn("the platform does not tell this function's name and region, so that no report is dispatched; all are made here",
			"function", f.Name, "region", f.Region)
		return nil, nil
	}
	return api.Invoker(c.Platform.Endpoint, f)
}

// functionOf is what the invocation says of its function and, where it is silent, the environment.
func functionOf(sys System, c *config.Config) apiclient.Function {
	var told apiclient.Function
	if sys.Function != nil {
		told = *sys.Function
	}
	return apiclient.Function{
		Region:    cmp.Or(told.Region, c.Platform.Region),
		Namespace: cmp.Or(told.Namespace, c.Platform.Namespace),
		Name:      cmp.Or(told.Name, c.Platform.Function),
		Version:   cmp.Or(told.Version, c.Platform.Version),
	}
}

// planDispatch returns nil where nothing is dispatched. The permission does not depend on which function it is.
func planDispatch(sys System, c *config.Config, api *apiclient.Client) (*check.Dispatching, error) {
	if c.Dispatch != config.DispatchSCF {
		return nil, nil
	}
	plan, f := &check.Dispatching{Rate: c.API.Rate}, functionOf(sys, c)
	if f.Region == "" {
		return plan, nil
	}
	invoker, err := api.Invoker(c.Platform.Endpoint, f)
	if err != nil {
		return nil, err
	}
	plan.Invoker = invoker
	return plan, nil
}
