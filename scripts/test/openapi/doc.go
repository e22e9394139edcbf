// Package openapi contains the tests that keep handler/openapi.yaml and the function
// consistent. Run them in this folder:
//
//	go test ./...
//
// They lint the file and compare its examples with testdata (the contract's own). They send
// requests for every status and code to the built function, over RPC as a gateway's event
// and over HTTP. Each answer must be one that the file describes, and each answer that the
// file describes must occur. The function must refuse a request body if, and only if, the
// schema refuses it.
//
// Two libraries share the work. kin-openapi checks the OpenAPI document: a field that 3.1
// does not have, a $ref without a target, an example that does not fit. Values are validated
// by santhosh-tekuri/jsonschema, which kin-openapi itself uses for 3.1. It uses the schemas
// in place, follows all of JSON Schema 2020-12, and keeps numbers as written; a validator
// that decodes into float64 cannot tell 2^63 from its neighbours. Undocumented headers,
// which no validator of answers checks, are refused here.
//
// The package is a separate module, so that the function does not depend on what its tests
// need.
package openapi
