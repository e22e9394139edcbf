// Package soak drives the built function for a while, over RPC as the platform does, against a fake Chat that fails at random, and
// checks every answer against what the contract says it may be.
//
// A run is a series of rounds. In each, a few callers work through requests that a seeded generator has drawn; then, with nothing
// in flight, the journal of the fake Chat tells what every attempt of every request met (each request names one conversation
// that no other has), and the oracle says what the answer had to be. The log line has to agree.
//
// The oracle knows the contract's words, not the function's code. What it cannot know is left open: the order in which parallel calls
// took from the retry quota. It keeps the least that can be in the quota, and lets a retry be missing only if that is
// less than a retry costs; such answers are counted.
package soak
