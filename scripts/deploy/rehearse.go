package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"chatmarks/chat"
	"chatmarks/chat/chattest"
	"chatmarks/scripts/deploy/scftest"
)

// rehearsalStage is the stage of a rehearsal.
const rehearsalStage = "rehearsal"

// doRehearse makes a first deployment, a second one that changes nothing, and the removal,
// with an SCF API and a Chat on this machine. It uses nothing of the shell or of .env, and
// nothing leaves the machine.
func doRehearse(ctx context.Context, j *job) error {
	app := chattest.DemoApp()
	if err := app.Data.SetUser(chat.DefaultAdmin, chattest.User{}); err != nil {
		return err
	}
	fake, err := chattest.NewServer(chattest.Options{Apps: []chattest.App{app}})
	if err != nil {
		return err
	}
	defer fake.Close()
	id, key := "AKID"+rand.Text(), secret()
	scf, err := scftest.NewServer(scftest.Options{SecretID: id, SecretKey: key})
	if err != nil {
		return err
	}
	defer scf.Close()
	environ := append(machine(j.environ),
		"TENCENT_SECRET_ID="+id, "TENCENT_SECRET_KEY="+key, "SCF_ENDPOINT="+scf.URL(),
		"CHAT_SDKAPPID="+strconv.FormatUint(app.SDKAppID, 10), "CHAT_SECRET_KEY="+app.SecretKey,
		"CHAT_REGION=china", "CHAT_ENDPOINT="+fake.URL(),
	)
	for _, step := range []struct {
		about string
		run   func(context.Context, *job) error
	}{
		{"a first deployment", doApply}, {"the same again, with nothing to do", doApply}, {"and away with it", doRemove},
	} {
		j.out.step("rehearse", "%s", step.about)
		next := *j
		next.environ, next.stage, next.yes, next.rehearsal = environ, rehearsalStage, true, true
		if err := next.readEndpoint(); err != nil {
			return err
		}
		if err := step.run(ctx, &next); err != nil {
			return fmt.Errorf("rehearsal of %s: %w", step.about, err)
		}
	}
	j.out.step("rehearse", "done: %d calls to the SCF API on this machine, %d to the Chat on it; nothing has left the machine", len(scf.Journal()), len(fake.Journal()))
	return nil
}

func secret() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails, by its documentation
	return hex.EncodeToString(b)
}

// machine returns the part of an environment that the build needs, without settings.
func machine(environ []string) (kept []string) {
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		switch {
		case strings.HasPrefix(name, "CHAT_"), strings.HasPrefix(name, "CALLER_"), strings.HasPrefix(name, "CORS_"),
			strings.HasPrefix(name, "FUNCTION_"), strings.HasPrefix(name, "TENCENT"), name == "LOG_LEVEL", name == "SCF_ENDPOINT":
		default:
			kept = append(kept, v)
		}
	}
	return kept
}
