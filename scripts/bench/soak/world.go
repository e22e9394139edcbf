package soak

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/contract/cases"
)

// The size of the data, and names.
const (
	apps          = 4
	users         = 12
	conversations = 340
	pageSize      = 100 // a list has four pages
	admin         = "administrator"
	stranger      = "stranger"  // not imported
	bystander     = "bystander" // asks for the marks of others
	noApp         = 999         // not configured
	goneGroup     = "@TGS#2GONEGONE"
	token         = "a-token-of-this-soak-and-nobody-else" // CALLER_TOKENS
)

// world has the apps. All have the same users, but each has its own key and, in the function, its own retry quota.
type world struct {
	apps  []chattest.App
	data  *chattest.Data
	users map[string]chattest.User
	sigs  map[account]string // a UserSig for each user and the admin
	over  []string           // for each app, an expired UserSig of the first user

	refusals []refusal
}

// refusal is a request that the function refuses without Chat, from the cases of the contract.
type refusal struct{ body, word, answer string }

func loadRefusals(root string) (all []refusal, err error) {
	cases, err := cases.Load(filepath.Join(root, "scripts", "contract", "cases"))
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		body, status, answer, ok := c.Plain()
		if !ok || status == 200 {
			continue
		}
		var f failed
		if err := json.Unmarshal([]byte(answer), &f); err != nil {
			return nil, fmt.Errorf("the answer of case %s: %w", c.Name, err)
		}
		if f.Error.Chat == nil {
			all = append(all, refusal{body, f.Error.Code, answer})
		}
	}
	return all, nil
}

// account is a user of an app.
type account struct {
	app    int // its place in world.apps
	userID string
}

func userID(n int) string { return fmt.Sprintf("user_%04d", n) }

func newWorld(seed uint64) (*world, error) {
	data := new(chattest.Data)
	w := &world{data: data, users: map[string]chattest.User{}, sigs: map[account]string{}}
	for n := range apps {
		app := chattest.App{SDKAppID: 1400000001 + uint64(n), SecretKey: strings.Repeat(fmt.Sprintf("%016x", n+1), 4), Data: data}
		app.Variant.PageSize = pageSize
		w.apps = append(w.apps, app)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	for n := range users {
		w.users[userID(n)] = newUser(random)
		if err := data.SetUser(userID(n), w.users[userID(n)]); err != nil {
			return nil, fmt.Errorf("make a user: %w", err)
		}
	}
	data.Disband(goneGroup)
	return w, w.sign()
}

// imported adds a user with the conversations of another user, for one list.
func (w *world) imported(userID, data string) {
	if err := w.data.SetUser(userID, w.users[data]); err != nil {
		panic(err) // the other user was accepted, and markers are short
	}
}

// forget deletes the users of lists that were answered.
func (w *world) forget(calls []call) {
	for _, c := range calls {
		for _, a := range c.asks {
			if a.pages > 0 {
				w.data.DeleteUser(a.from)
			}
		}
	}
}

// life is the life of a good UserSig.
const life = 24 * time.Hour

func (w *world) newUserSig(app int, userID string, life time.Duration) (string, error) {
	sig, err := tencentyun.GenUserSig(int(w.apps[app].SDKAppID), w.apps[app].SecretKey, userID, int(life/time.Second))
	if err != nil {
		return "", fmt.Errorf("sign for %s: %w", userID, err)
	}
	return sig, nil
}

// sign makes the good and bad credentials of the callers.
func (w *world) sign() (err error) {
	for n := range w.apps {
		sign := func(userID string, life time.Duration) string {
			sig, signErr := w.newUserSig(n, userID, life)
			err = errors.Join(err, signErr)
			return sig
		}
		for id := range w.users {
			w.sigs[account{n, id}] = sign(id, life)
		}
		for _, id := range []string{admin, stranger, bystander} {
			w.sigs[account{n, id}] = sign(id, life)
		}
		w.over = append(w.over, sign(userID(0), -time.Hour))
	}
	return err
}

// environment returns the environment of each call.
func (w *world) environment(endpoint string) map[string]string {
	variables := map[string]string{
		"CHAT_REGION":     "singapore",
		"CHAT_ENDPOINT":   endpoint,
		"CHAT_RATE_LIMIT": "0",
		// It is less than the default, so that callers do not wait long for a hang.
		"CHAT_ATTEMPT_TIMEOUT": "2s",
		"CALLER_AUTH":          "usersig,token",
		"CALLER_TOKENS":        token,
	}
	var ids []string
	for _, app := range w.apps {
		id := strconv.FormatUint(app.SDKAppID, 10)
		ids = append(ids, id)
		variables["CHAT_SECRET_KEY_"+id] = app.SecretKey
	}
	variables["CHAT_SDKAPPID"] = strings.Join(ids, ",")
	return variables
}

// customMarks are texts that are hard to encode as JSON.
var customMarks = []string{"", "", "abcde", `{"note":"待回复","color":"#ff8800"}`, "a\\b\"c\td\x01", "<b>&amp;</b>", strings.Repeat("标", 80)}

func newUser(random *rand.Rand) (u chattest.User) {
	for n := range 18 {
		u.Groups = append(u.Groups, chattest.Group{ID: n + 1, Name: fmt.Sprintf("group %d & 同事", n+1)})
	}
	for n := range conversations {
		c := chattest.Conversation{
			Type: chattest.C2C, Peer: fmt.Sprintf("peer_%04d", n),
			CustomMark: customMarks[random.IntN(len(customMarks))],
			Timestamp:  1_700_000_000 + random.Int64N(100_000_000),
		}
		if n%3 == 1 {
			c.Type, c.Peer = chattest.GroupChat, fmt.Sprintf("@TGS#1SOAK%04d", n)
		}
		if random.IntN(3) > 0 {
			c.StandardMark = bits(random)
		}
		for id := 1 + random.IntN(8); id <= 20 && random.IntN(3) > 0; id += 1 + random.IntN(6) {
			c.GroupIDs = append(c.GroupIDs, id) // 19 and 20 have no name
		}
		if random.IntN(20) == 0 {
			c.Timestamp = 0
		}
		u.Conversations = append(u.Conversations, c)
	}
	return u
}

// bits returns a mark of up to 64 characters.
func bits(random *rand.Rand) string {
	mark := fmt.Sprintf("%064b", random.Uint64())
	return mark[random.IntN(len(mark)+1):]
}
