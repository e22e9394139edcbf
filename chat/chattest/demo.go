package chattest

import "strings"

// DemoApp is an app to try things with: SDKAppID 1400000001, the admin
// "administrator", a secret key that is nobody's, and a [DemoData] of its own.
func DemoApp() App {
	return App{
		SDKAppID:  1400000001,
		SecretKey: strings.Repeat("0123456789abcdef", 4),
		Admins:    []string{defaultAdmin},
		Data:      DemoData(),
	}
}

// DemoData is a small world of three users. The conversations of user_0001
// with user_0002 and @TGS#1B2AUI7RZ give exactly the sample answer of the
// vendor's page (https://www.tencentcloud.com/document/product/1047/53442);
// the group @TGS#2GONEGONE is disbanded.
func DemoData() *Data {
	return &Data{
		users: map[string]User{
			"user_0001": demoUser(),
			"user_0002": {
				Groups: []Group{{ID: 1, Name: "同事"}},
				Conversations: []Conversation{
					{Type: C2C, Peer: "user_0001", StandardMark: "1", GroupIDs: []int{1}, Timestamp: 1775217000},
				},
			},
			"user_0003": {},
		},
		disbanded: map[string]bool{"@TGS#2GONEGONE": true},
	}
}

func demoUser() User {
	return User{
		Groups: []Group{{ID: 1, Name: "group_0001"}, {ID: 2, Name: "group_0002"}, {ID: 3, Name: "客户 & friends"}},
		Conversations: []Conversation{
			{Type: C2C, Peer: "user_0002", StandardMark: "11111110", CustomMark: "abcde", GroupIDs: []int{1, 2}, Timestamp: 1775217000},
			{Type: GroupChat, Peer: "@TGS#1B2AUI7RZ", GroupIDs: []int{1}, Timestamp: 1775186067},
			// Starred, with a custom mark that is JSON, as many apps keep it.
			{Type: C2C, Peer: "user_0003", StandardMark: "1", CustomMark: `{"note":"待回复","color":"#ff8800"}`, Timestamp: 1775100000},
			// In a list without any mark: nothing to search for, so left out of answers.
			{Type: C2C, Peer: "user_0004", Timestamp: 1775000000},
			// Bit 34, the third of those that an app may define for itself.
			{Type: GroupChat, Peer: "support-desk", StandardMark: "1" + strings.Repeat("0", 34), GroupIDs: []int{3}, Timestamp: 1774900000},
			// A community and one of its topics.
			{Type: GroupChat, Peer: "@TGS#_@TGS#cQVLVHIM62CJ", StandardMark: "0110", Timestamp: 1774800000},
			{Type: GroupChat, Peer: "@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news", StandardMark: "1000", GroupIDs: []int{2, 3}, Timestamp: 1774700000},
		},
	}
}
