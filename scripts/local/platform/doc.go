// Package platform runs a Serverless Cloud Function on this machine the way Tencent Cloud
// SCF runs it: as a separate process that is called over net/rpc, with the environment and
// a deadline passed with each call.
//
//	root, err := platform.ModuleRoot()
//	binary, err := platform.Build(ctx, root, t.TempDir())
//	function, err := platform.Start(ctx, platform.Config{
//		Binary:      binary,
//		Environment: map[string]string{"CHAT_SDKAPPID": "1400000000"},
//	})
//	defer function.Stop()
//	event, err := platform.Event(platform.URL, request, body)
//	result, err := function.Invoke(ctx, event)
//	response, err := platform.ParseResponse(result.Payload)
//
// The package imitates what github.com/tencentyun/scf-go-lib shows and what the vendor's
// pages say about environment variables (583/30228), the API Gateway event (583/12513), the
// Function URL event (583/96099) and the CLB event (583/52635).
//
// It differs from the platform as follows. The platform sends an instance one event at a
// time and starts more instances if needed; here calls may run in parallel in one process.
// The time limit is passed, but a function that exceeds it is not ended. Memory is not
// limited. The file system is not read-only.
//
// The library listens on every network interface (0.0.0.0). While a function runs, anyone
// who can reach this machine and finds the port can call it.
package platform
