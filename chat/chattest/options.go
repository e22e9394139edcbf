package chattest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	defaultAddr         = "127.0.0.1:0"
	defaultAdmin        = "administrator"
	defaultJournalLimit = 10_000
	defaultPageSize     = 100
)

// Options configures a [Server]. The zero value serves [DemoData] for
// [DemoApp] on a free loopback port.
type Options struct {
	// Apps are the apps that the server knows. Default: DemoApp alone.
	Apps []App
	// Now is the clock for checking UserSigs. Default: time.Now.
	Now func() time.Time
	// Addr is the address to listen on. It must be a loopback address, since the secret
	// keys of a fake are not secret. Default: "127.0.0.1:0".
	Addr string
	// TLS serves https with a self-signed certificate, see Server.Certificate,
	// and offers HTTP/2. Default: plain HTTP/1.1.
	TLS bool
	// JournalLimit is how many of the newest requests the journal keeps; a
	// negative limit keeps none. Default: 10000.
	JournalLimit int
}

// App is one Chat app: its settings in the console, and its data.
type App struct {
	// SDKAppID is required. No other app may have the same one.
	SDKAppID uint64
	// SecretKey is the key that UserSigs are signed with; required.
	SecretKey string
	// Admins are the accounts that may call the REST API. Default:
	// "administrator", the name that the vendor gives to a new app's admin
	// (https://www.tencentcloud.com/document/product/1047/34540).
	Admins []string
	// Data is the data of the app's answers. It may be changed while the server
	// runs. Default: DemoData.
	Data *Data
	// Variant chooses the answers that no source documents.
	Variant Variant
}

// Variant chooses the details of answers that no source documents. The zero value is
// the most difficult one for a client.
type Variant struct {
	// PageSize is how many conversations a page of get_contact_group has. Default: 100.
	PageSize int
	// KeepUnmarked answers a search for a conversation without mark and group with
	// empty values. By default such a conversation is omitted.
	KeepUnmarked bool
	// AllGroups lists all groups of the user in every answer. By default an answer
	// lists only the groups of its conversations.
	AllGroups bool
	// NoActionStatus omits ActionStatus from an answer without error, like real replies
	// of other commands.
	NoActionStatus bool
	// EmptyUnknownUser treats a user that has not been imported like one without
	// conversations. By default the request is refused with 50001.
	EmptyUnknownUser bool
}

// withDefaults sets the defaults. It returns an error if the options are invalid.
func (o Options) withDefaults() (Options, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Addr == "" {
		o.Addr = defaultAddr
	}
	if o.JournalLimit == 0 {
		o.JournalLimit = defaultJournalLimit
	}
	if len(o.Apps) == 0 {
		o.Apps = []App{DemoApp()}
	}
	apps, err := completeApps(o.Apps)
	o.Apps = apps
	return o, err
}

func completeApps(given []App) ([]App, error) {
	apps := make([]App, 0, len(given))
	for i, a := range given {
		if err := a.check(apps); err != nil {
			return nil, fmt.Errorf("app %d: %w", i+1, err)
		}
		if len(a.Admins) == 0 {
			a.Admins = []string{defaultAdmin}
		}
		if a.Data == nil {
			a.Data = DemoData()
		}
		if a.Variant.PageSize == 0 {
			a.Variant.PageSize = defaultPageSize
		}
		a.Admins = slices.Clone(a.Admins)
		apps = append(apps, a)
	}
	return apps, nil
}

func (a App) check(others []App) error {
	switch {
	case a.SDKAppID == 0:
		return errors.New("SDKAppID is missing")
	case a.SecretKey == "":
		return errors.New("SecretKey is missing")
	case a.Variant.PageSize < 0:
		return errors.New("PageSize is negative")
	case slices.ContainsFunc(others, func(b App) bool { return b.SDKAppID == a.SDKAppID }):
		return fmt.Errorf("SDKAppID %d is given twice", a.SDKAppID)
	}
	return nil
}

// DemoApp returns an app for tests and demos: SDKAppID 1400000001, the admin
// "administrator", an invented secret key and its own [DemoData].
func DemoApp() App {
	return App{
		SDKAppID:  1400000001,
		SecretKey: strings.Repeat("0123456789abcdef", 4),
		Admins:    []string{defaultAdmin},
		Data:      DemoData(),
	}
}

// DemoData returns the data of three users. A search for the conversations of user_0001
// with user_0002 and @TGS#1B2AUI7RZ returns exactly the sample answer of the vendor's
// page (https://www.tencentcloud.com/document/product/1047/53442). The group
// @TGS#2GONEGONE is disbanded.
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
			// Starred, with JSON as custom mark, as in many apps.
			{Type: C2C, Peer: "user_0003", StandardMark: "1", CustomMark: `{"note":"待回复","color":"#ff8800"}`, Timestamp: 1775100000},
			// Without mark and group, so it is omitted from answers.
			{Type: C2C, Peer: "user_0004", Timestamp: 1775000000},
			// Bit 34, the third bit of the app's own.
			{Type: GroupChat, Peer: "support-desk", StandardMark: "1" + strings.Repeat("0", 34), GroupIDs: []int{3}, Timestamp: 1774900000},
			// A community and one of its topics.
			{Type: GroupChat, Peer: "@TGS#_@TGS#cQVLVHIM62CJ", StandardMark: "0110", Timestamp: 1774800000},
			{Type: GroupChat, Peer: "@TGS#_@TGS#cQVLVHIM62CJ@TOPIC#_news", StandardMark: "1000", GroupIDs: []int{2, 3}, Timestamp: 1774700000},
		},
	}
}
