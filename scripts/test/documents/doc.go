// Package documents tests the documents of the repository: links have a target, commands
// that need no account run, snippets compile and settle, the Chinese README has the same
// code as the English one, and each table names what the code has.
//
// The snippets need npm and Node. Without them, those tests are skipped.
package documents
