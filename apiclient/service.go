package apiclient

// A service is one of the cloud's APIs.
type service struct {
	name    string     // in the signature's scope
	version string     // the X-TC-Version header
	setting string     // what says where it is served, for hints
	hints   []codeHint // before those of all services
}

var lke = service{
	name: "lke", version: "2023-11-30", setting: "api.endpoint",
	hints: []codeHint{
		{"RequestLimitExceeded", "other programs share this account's limit: lower api.rate or run at another minute"},
		{"AuthFailure.UnauthorizedOperation", "allow lke:{action} on resource * to this user or role in CAM"},
		{"UnauthorizedOperation", "allow lke:{action} on resource * to this user or role in CAM"},
		{"UnsupportedRegion", "set api.region: ap-jakarta at the international endpoint, ap-guangzhou at the domestic one"},
		{"NoSuchProduct", "this endpoint does not serve LKE: check api.endpoint"},
		{"UnknownParameter", "this endpoint does not declare a parameter that was sent: check the report's filter, and let api.time_fields be auto"},
		{"InvalidParameter", "check the values of the report's filter"},
		{"InvalidParameterValue", "check the values of the report's filter"},
		{"MissingParameter", "this endpoint wants a parameter that was not sent: check the report's filter"},
		{"ResponseSizeLimitExceeded", "ask for a shorter period or narrow the filter"},
		{"RequestSizeLimitExceeded", "shorten the lists of the report's filter"},
	},
}

// scf is the API of the platform that runs functions. CAM knows Invoke by another name, and no finer resource for it
// (CAM, "CAM-Enabled APIs", Serverless Cloud Function: operation level).
var scf = service{
	name: "scf", version: "2018-04-16", setting: "TOKENREPORT_SCF_ENDPOINT",
	hints: []codeHint{
		{"RequestLimitExceeded", "other programs share this account's limit of invocations: run at another minute"},
		{"AuthFailure.UnauthorizedOperation", allowInvoke},
		{"UnauthorizedOperation", allowInvoke},
		{"UnsupportedRegion", "the platform does not have the function's region at this endpoint: check TOKENREPORT_SCF_ENDPOINT"},
		{"ResourceNotFound", "the platform does not know the function by the name and version that it runs under: look for it in the console"},
	},
}

const allowInvoke = "allow scf:InvokeFunction on resource * to the function's role in CAM"
