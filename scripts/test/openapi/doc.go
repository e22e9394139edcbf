// Package openapi holds the tests that keep handler/openapi.yaml and the
// function agreeing. Run them in this folder:
//
//	go test ./...
//
// They lint the file, compare its examples with testdata (the contract's own),
// and send to the built function, over RPC as a gateway's event and over HTTP,
// requests for every status and code. Each answer must be one that the file
// describes, each answer that the file describes must have been seen, and a
// request body must be refused by the function if the schema refuses it, and
// nowhere else.
//
// Two libraries share the work. kin-openapi knows the OpenAPI document: a field
// that 3.1 does not have, a $ref to nowhere, an example that does not fit. Values
// are judged by santhosh-tekuri/jsonschema, which kin-openapi itself uses for
// 3.1: it takes the schemas where they are in the file, follows all of JSON
// Schema 2020-12, and keeps numbers as written, while a validator that decodes
// into float64 cannot tell 2^63 from its neighbours. Undocumented headers, which
// no validator of answers minds, are refused here.
//
// It is in a module of its own, so that the function does not carry what its tests
// need.
package openapi
