// Package soak calls the built function for a while, over RPC as the platform does, with a fake Chat that fails at random. It checks
// that the contract allows every answer.
//
// A run is a series of rounds. In a round, a few callers send requests that a seeded generator has drawn. When all are answered, the
// journal of the fake Chat shows what happened to every attempt of every request, because each request names a conversation that no
// other request has. The oracle then computes the expected answer. The log line must agree with it.
//
// The oracle knows the contract's words, not the function's code. It cannot know in which order parallel calls took tokens from the
// retry quota. So it keeps the smallest possible content of the quota. A retry may be missing only if that is less than the cost of a
// retry. Such answers are counted.
package soak
