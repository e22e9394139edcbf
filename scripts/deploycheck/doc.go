// Package deploycheck holds tests only: that what is deployed is what the code
// wants, found out without an account. They validate serverless.yml, hold the
// names of its variables against those that the function reads, pack the function
// twice, start what they have packed, and play scripts/deploy with a CLI that is
// none. It is a module of its own, so that the function does not carry its
// libraries.
package deploycheck
