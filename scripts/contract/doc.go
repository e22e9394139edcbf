// Package contract tests the function against its contract from outside. Its tests build
// the function, run it as the platform does (over RPC) and as a Web function (over HTTP),
// and observe only its input, its output, the requests that reach a fake Chat and what the
// process writes.
//
//	go test ./scripts/contract/
//	go test ./scripts/contract/ -run TestEvents -update   # rewrites testdata/*.answer.json
//
// A test file covers a part of the contract, and each row of its tables a sentence of it.
// One function process serves most tests at once: each test has its own app and Chat, and
// passes its environment with the invocation.
//
// All output of the function during the tests (answers, errors and log lines) is searched
// for secrets. A secret that is found fails the package, whichever test it came from.
package contract
