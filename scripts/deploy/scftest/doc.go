// Package scftest is an embedded SCF API for the tests of a program that deploys. It
// serves on a loopback port, keeps functions, versions, aliases and triggers in memory,
// and runs what is uploaded.
//
// It is no kinder than the platform. It verifies signatures (TC3-HMAC-SHA256) in full. It
// reads a request into the SDK's own types, and refuses a field, a state or an order that
// neither the SDK's comments nor the vendor's pages name. Changes take time: a function or
// a version that is not Active refuses what the real one refuses. Versions freeze code,
// settings and variables.
//
// A test can play faults ([Server.SetFaults]), read the calls ([Server.Journal]) and the
// state ([Server.Function]), and change the state as the console does ([Server.Edit]).
//
// Sources: the comments of tencentcloud-sdk-go v1.3.101, scf/v20180416; the pages
// cloud.tencent.com/document/product/583/18583 (CreateFunction), 583/100227
// (Function URL), 583/115197 (states), 583/36149 (versions and aliases). A code of
// an error that no page names is said to be a guess where it is used.
//
// What neither the SDK nor a page confirms, and an account could:
//
//   - The codes of most refusals. They are names of the SDK's errors.go, but which
//     one is given when is known for few.
//   - That a function which is Creating or Updating, and a version which is
//     Publishing, refuse each write, and that Publishing is what that state is called.
//   - That the description of a version and of an alias may have the characters that
//     the description of a function may have, and is kept as it is written.
//   - That UpdateAlias without RoutingConfig lets all traffic go to one version.
//   - That a version to which an alias points, or that a trigger names, cannot be deleted.
//   - That an update replaces one that has failed (UpdateFailed), and that a deleted
//     function and a moved alias are seen at once. That a new trigger is listed once
//     without its address.
//   - That an http trigger is found by its qualifier, of which there is one, and that
//     its TriggerDesc is read back with the fields that were written, and the address.
//   - The fields of a ckafka trigger, which are those of the vendor's toolkit, and that
//     such a trigger can have any name.
//   - That a trigger of a qualifier is updated under its name and type alone.
//   - That ErrMsg of InvokeFunction has errorMessage, as scf-go-lib gives it.
//   - That settings which a request leaves out stay as they are, as a log topic.
//   - How many versions a function may have, and how long changes take.
package scftest
