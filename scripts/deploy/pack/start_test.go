package pack

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"

	"chatmarks/chat/chattest"
	"chatmarks/scripts/local/platform"
)

// search is the request of the vendor's sample.
const search = `{"From_Account": "user_0001", "ContactItem": [{"Type": 1, "To_Account": "user_0002"}]}`

// fakeChat starts a Chat with the demo app, and returns the function's variables for it.
func fakeChat(t testing.TB) map[string]string {
	t.Helper()
	server, err := chattest.NewServer(chattest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	app := chattest.DemoApp()
	return map[string]string{
		"CHAT_SDKAPPID":   strconv.FormatUint(app.SDKAppID, 10),
		"CHAT_SECRET_KEY": app.SecretKey,
		"CHAT_REGION":     "china",
		"CHAT_ENDPOINT":   server.URL(),
	}
}

// searchRequest returns the request of a client of user_0001.
func searchRequest(t testing.TB, url string) *http.Request {
	t.Helper()
	app := chattest.DemoApp()
	sig, err := tencentyun.GenUserSig(int(app.SDKAppID), app.SecretKey, "user_0001", 60)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/search", strings.NewReader(search))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "UserSig user_0001:"+sig)
	return r
}

// wantFound checks that an answer is the sample's.
func wantFound(t testing.TB, status int, body []byte) {
	t.Helper()
	var answer struct{ Conversations []struct{ Found bool } }
	if err := json.Unmarshal(body, &answer); err != nil || status != http.StatusOK || len(answer.Conversations) != 1 || !answer.Conversations[0].Found {
		t.Errorf("answer %d %s (%v)", status, body, err)
	}
}

// unpacked unpacks a package into a new folder. This machine must be able to run what SCF
// runs.
func unpacked(t testing.TB, web bool) (dir string) {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the packages are for Linux on x86-64")
	}
	dir = t.TempDir()
	archive := packageOf(t, web).Zip
	unpack(t, archive, dir)
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		if want := names(t, archive); err != nil || len(left) != len(want) {
			t.Errorf("the folder holds %v (%v), want %v: only /tmp can be written to on SCF", left, err, want)
		}
	})
	return dir
}

// TestEventPackageAnswers starts the binary as the platform does, which passes the
// variables with the event, and nothing else of this process.
func TestEventPackageAnswers(t *testing.T) {
	dir := unpacked(t, false)
	var lines platform.Lines
	f, err := platform.Start(t.Context(), platform.Config{Binary: filepath.Join(dir, "main"), Environment: fakeChat(t), Stdout: &lines})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Stop() })
	event, err := platform.Event(platform.URL, searchRequest(t, "https://function.invalid"), []byte(search))
	if err != nil {
		t.Fatal(err)
	}
	result, err := f.Invoke(t.Context(), event)
	if err != nil || result.Error != nil {
		t.Fatal(err, result)
	}
	response, err := platform.ParseResponse(result.Payload)
	if err != nil {
		t.Fatal(err)
	}
	wantFound(t, response.StatusCode, response.Body)
	if line, err := lines.Await(t.Context(), result.RequestID); err != nil || !strings.Contains(line, `"status":200`) {
		t.Errorf("log line %q (%v)", line, err)
	}
}

// TestWebPackageAnswers starts scf_bootstrap as the platform does, but on another port,
// because another process may use 9000 on this machine.
func TestWebPackageAnswers(t *testing.T) {
	dir := unpacked(t, true)
	url, script := otherPort(t, dir)
	env := []string{"_LAMBDA_SERVER_PORT=1", "PORT=2", "TENCENTCLOUD_RUNENV=SCF", "PATH=/usr/bin:/bin"}
	for name, value := range fakeChat(t) {
		env = append(env, name+"="+value)
	}
	c := exec.Command("/bin/bash", "-c", string(script), filepath.Join(dir, bootstrap))
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Dir, c.Env = "/", env
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	output := bufio.NewReader(stderr)
	said, err := output.ReadString('\n') // that it listens
	if err != nil || !strings.Contains(said, "listens on") {
		t.Errorf("it said %q (%v)", said, err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		rest, _ := io.ReadAll(output)
		if err := c.Wait(); err != nil {
			t.Errorf("the function ended with %v: %s%s", err, said, rest)
		}
	})
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(searchRequest(t, url))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	wantFound(t, response.StatusCode, body)
}

// otherPort replaces the port in scf_bootstrap by a free one.
func otherPort(t testing.TB, dir string) (url string, script []byte) {
	t.Helper()
	free, err := platform.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(free)
	text, err := os.ReadFile(filepath.Join(dir, bootstrap))
	if err != nil {
		t.Fatal(err)
	}
	const line = "export PORT=9000\n"
	if !bytes.HasPrefix(text, []byte("#!/bin/bash\n")) || !bytes.Contains(text, []byte(line)) || bytes.Contains(text, []byte("\r")) {
		t.Errorf("scf_bootstrap is not what the platform wants:\n%q", text)
	}
	return "http://127.0.0.1:" + port, bytes.Replace(text, []byte(line), []byte("export PORT="+port+"\n"), 1)
}
