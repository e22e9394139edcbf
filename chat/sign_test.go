package chat_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chatmarks/chat"
	"chatmarks/chat/chattest"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

// sign returns the current UserSig. The official verifier must accept it.
func sign(t *testing.T, client *chat.Client) string {
	t.Helper()
	userSig, err := client.Sign()
	if err != nil {
		t.Fatal(err)
	}
	app := chattest.DemoApp()
	if err := tencentyun.VerifyUserSig(app.SDKAppID, app.SecretKey, "administrator", userSig, time.Now()); err != nil {
		t.Fatalf("at %v: %v", time.Now().Format("15:04:05.000"), err)
	}
	return userSig
}

func TestUserSigIsKeptAndRenewedEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const ttl = 24 * time.Hour
		moments := map[time.Duration]bool{}
		for range 20 {
			client := newClient(t, func(o *chat.Options) { o.UserSigTTL = ttl })
			first, start := sign(t, client), time.Now()
			for sign(t, client) == first {
				time.Sleep(10 * time.Minute)
			}
			age := time.Since(start)
			if age < ttl-ttl/5 || age > ttl-ttl/10+10*time.Minute {
				t.Errorf("renewed after %v", age)
			}
			moments[age] = true
		}
		if len(moments) < 5 {
			t.Errorf("20 clients renew at %d moments only", len(moments))
		}
	})
}

// A UserSig in use has never expired, for any life and any time within a second at which
// it was made. A UserSig counts in whole seconds, but the clock does not.
func TestUserSigIsAlwaysValid(t *testing.T) {
	t.Parallel()
	for _, ttl := range []time.Duration{time.Second, 1500 * time.Millisecond, 1999 * time.Millisecond, 3 * time.Second, 9 * time.Second, time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			for phase := 50 * time.Millisecond; phase < time.Second; phase += 300 * time.Millisecond {
				time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second + phase)))
				kept := newClient(t, func(o *chat.Options) { o.UserSigTTL = ttl })
				anew := newClient(t, func(o *chat.Options) { o.UserSigTTL = ttl })
				anew.Drop(sign(t, anew))
				for end := time.Now().Add(ttl + 2*time.Second); time.Now().Before(end); time.Sleep(ttl/100 + 23*time.Millisecond) {
					sign(t, kept)
					sign(t, anew)
				}
			}
		})
	}
}

func TestDroppedUserSigIsMadeAnewAndDiffers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, nil)
		first := sign(t, client)
		client.Drop(first)
		second := sign(t, client)
		if first == second {
			t.Error("the refused one again, in the same second")
		}
		// A call that was sent with the first UserSig is refused late.
		client.Drop(first)
		if sign(t, client) != second {
			t.Error("dropped for the fault of an older one")
		}
		client.Drop("never made")
		if sign(t, client) != second {
			t.Error("dropped for the fault of another one")
		}
	})
}

func TestParallelCallsMakeOneUserSig(t *testing.T) {
	t.Parallel()
	client := newClient(t, nil)
	var mu sync.Mutex
	seen := map[string]int{}
	var group sync.WaitGroup
	start := make(chan struct{})
	for range 1000 {
		group.Go(func() {
			<-start
			userSig, err := client.Sign()
			mu.Lock()
			defer mu.Unlock()
			if seen[userSig]++; err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	group.Wait()
	if len(seen) != 1 {
		t.Errorf("%d signatures", len(seen))
	}
}
