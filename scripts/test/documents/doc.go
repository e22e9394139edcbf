// Package documents tests the documents of the repository: links lead somewhere,
// commands that need no account run, snippets compile and settle, the Chinese README
// has the English one's code, and each table names what the code has.
//
// The snippets need npm and Node; without them those tests are skipped.
package documents
