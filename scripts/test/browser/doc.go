// Package browser contains the tests that need a browser. Run them in this folder, with
// Chromium installed (on Debian: apt-get install chromium):
//
//	go test ./...
//	go test -run TestScreenshot -update .   renews the picture in scripts/local/console
//
// They use the console of scripts/local as a person would, in a headless Chromium: the form,
// errors at their fields, retries, the data, the keyboard, names and colours, narrow
// screens. They also let a page of another origin call the function, since only a browser
// enforces CORS.
//
// A page of these tests may request loopback addresses only, and must neither throw an error
// nor violate its Content-Security-Policy. Otherwise the test that opened it fails.
//
// The package is a separate module, so that the function does not depend on what its tests
// need.
package browser
