// Package browser holds the tests that need a browser. Run them in this folder, with Chromium installed (on Debian: apt-get install
// chromium):
//
//	go test ./...
//	go test -run TestScreenshot -update .   renews the picture in scripts/local/console
//
// They open the console of scripts/local as a person would, in a headless Chromium: the form, errors at their fields, retries, the
// data behind it, the keyboard, names and colours, narrow screens. And they have a page of another origin call the function, which only
// a browser can judge: CORS is its rule.
//
// Every page of these tests may ask loopback addresses only, throws no error and breaks no rule of its Content-Security-Policy;
// what does is a failure of the test that opened it.
//
// It is in a module of its own, so that the function does not carry what its tests need.
package browser
