package main

import "regexp"

// addresses are those of Function URLs: of today
// (https://cloud.tencent.com/document/product/583/96099), and of before 2024.
var addresses = regexp.MustCompile(`https://[a-z0-9.-]+\.(?:tencentscf\.com|scf\.tencentcs\.com)`)

// private are addresses that only a private network knows.
var private = regexp.MustCompile(`\.in\.[a-z0-9-]+\.tencentscf\.com$|-in\.scf\.tencentcs\.com$`)

// address finds the public address in what the CLI printed; empty where there is none.
func address(output string) string {
	for _, a := range addresses.FindAllString(output, -1) {
		if !private.MatchString(a) {
			return a
		}
	}
	return ""
}
