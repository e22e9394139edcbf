// Package platform runs a Serverless Cloud Function on this machine the way Tencent Cloud SCF runs it: as a process of its own
// that is called over net/rpc, with the environment and a live deadline passed with each call.
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
// What is imitated is what github.com/tencentyun/scf-go-lib shows and the vendor's pages on environment variables (583/30228),
// the API Gateway event (583/12513), the Function URL event (583/96099) and the CLB event (583/52635) say.
//
// What differs: the platform sends an instance one event at a time and starts more instances if it has to, here calls may run in
// parallel in one process; the time limit is passed but nobody ends a process that passes it; memory is not limited; and the
// file system is not read-only.
//
// The library listens on every network interface (0.0.0.0), so while a function runs, whoever reaches this machine and finds
// the port can call it.
package platform
