// Package contract holds the function to its contract from outside: its tests
// build the function, run it as the platform does (over RPC) and as a Web
// function (over HTTP), and look at nothing but what goes in, what comes out,
// what reaches a fake Chat and what the process writes.
//
//	go test ./scripts/contract/
//	go test ./scripts/contract/ -run TestEvents -update   # writes testdata/*.answer.json anew
//
// A test file is about a part of the contract, and the rows of its tables for
// sentences of it. One function process serves most tests at once: each has an
// app and a Chat of its own, and hands its environment over with the invocation.
//
// Everything that the function gives out during all tests, answers, errors and
// log lines, is kept, and in the end searched for secrets; one that is found
// fails the package, whichever test it came from.
package contract
