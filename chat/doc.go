// Package chat is a client of Tencent Cloud Chat's REST API for two read-only
// commands of v4/recentcontact. search_contact_group returns the marks and conversation
// groups of a user on a set of conversations. get_contact_group returns all
// conversations on which a user has any.
//
// Start with [New] and [Client.SearchContactGroup], or [Client.AllContacts]:
//
//	client, err := chat.New(chat.Options{
//		SDKAppID:  1400000001,
//		SecretKey: secretKey,
//		Region:    chat.RegionSingapore,
//	})
//	if err != nil {
//		return err
//	}
//	out, err := client.SearchContactGroup(ctx, &chat.SearchContactGroupInput{
//		FromAccount: "user_0001",
//		ContactItem: []chat.ContactItem{
//			{Type: chat.TypeC2C, ToAccount: "user_0002"},
//			{Type: chat.TypeGroup, ToGroupID: "@TGS#1B2AUI7RZ"},
//		},
//	})
//
// A call runs through the steps of a smithy-go middleware stack, each in its own
// file: validate, serialize, retry around sign, transport, deserialize.
//
// A failure is a [*smithy.OperationError]. If Chat was called, it wraps a [*CallError]
// with the number of attempts and one of [*APIError], [*StatusError], [*NetworkError],
// [*CertificateError], [*smithy.DeserializationError], [*TooLargeError],
// [*DeadlineError]. If not, it wraps a [*ValidationError], [*LimitError] or
// [*DeadlineError]. A [*PanicError] is a bug of this package. Find them with
// [errors.As]. No error text contains the secret key, a UserSig or the query of a URL.
//
// The vendor's pages of the commands:
// https://www.tencentcloud.com/document/product/1047/53442 and
// https://www.tencentcloud.com/document/product/1047/53440
package chat
