package scftest

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// Options of a [Server]. SecretID and SecretKey are required.
type Options struct {
	SecretID, SecretKey string           // of the account
	Token               string           // of a temporary key; empty: none is expected
	Now                 func() time.Time // judges timestamps. Default: time.Now
	Busy                int              // how many reads of its state a change takes. Default: 1; negative: none
	MaxVersions         int              // Default: 20, which is a guess; the limit is not on a page
	Log                 io.Writer        // takes what the functions write. Default: io.Discard
}

const defaultMaxVersions = 20

// Server is a fake SCF API. Make one with [NewServer], and close it.
type Server struct {
	options Options
	folder  string // of the unpacked packages
	http    *http.Server
	address string
	serving sync.WaitGroup

	mu        sync.Mutex // guards what follows
	functions map[string]*function
	journal   []Entry
	faults    func(Call) Fault
	n         int

	running processes
}

// NewServer starts a server on a free loopback port. The caller has to Close it.
func NewServer(o Options) (*Server, error) {
	if o.SecretID == "" || o.SecretKey == "" {
		return nil, errors.New("scftest: SecretID and SecretKey are required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Busy == 0 {
		o.Busy = 1
	}
	if o.MaxVersions == 0 {
		o.MaxVersions = defaultMaxVersions
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	folder, err := os.MkdirTemp("", "scftest-")
	if err != nil {
		return nil, fmt.Errorf("scftest: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("scftest: %w", errors.Join(err, os.RemoveAll(folder)))
	}
	s := &Server{options: o, folder: folder, address: listener.Addr().String(), functions: map[string]*function{}}
	s.running = processes{folder: folder, log: o.Log, all: map[string]*process{}}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	s.serving.Go(func() { _ = s.http.Serve(listener) }) // ends with Close
	return s, nil
}

// URL returns the address of the API, for SCF_ENDPOINT.
func (s *Server) URL() string { return "http://" + s.address }

// Close stops the server, the Function URLs and the functions, and waits for them.
func (s *Server) Close() {
	_ = s.http.Close()
	s.serving.Wait()
	s.mu.Lock()
	for _, f := range s.functions {
		f.closeURLs()
	}
	s.mu.Unlock()
	s.running.stopAll()
	_ = os.RemoveAll(s.folder)
}

// maxBody is more than the largest package, 50 MB as base64.
const maxBody = 80 << 20

// ServeHTTP answers a call of the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	c, fault := s.arrive(r, body)
	switch {
	case fault.Hang:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case fault.ResetBefore:
		reset(w)
	case fault.Status != 0:
		http.Error(w, "<html>a gateway</html>", fault.Status)
	case fault.Code != "":
		s.answer(w, c, nil, refuse(fault.Code, "%s", fault.Message))
	default:
		result, err := s.call(r, c)
		if fault.ResetAfter {
			s.note(c, err)
			if fault.Then != nil {
				fault.Then()
			}
			reset(w)
		}
		s.answer(w, c, result, err)
	}
}

// call verifies the signature, and carries out the call.
func (s *Server) call(r *http.Request, c Call) (any, error) {
	if err := s.verify(r, c.Body); err != nil {
		return nil, err
	}
	do, ok := actions[c.Action]
	if !ok {
		return nil, refuse("InvalidAction", "The action %s is not known to this fake", c.Action)
	}
	return do(s, r.Context(), c.Region, c.Body)
}

// answer writes an answer of the API 3.0 (https://cloud.tencent.com/document/api/583/17240).
func (s *Server) answer(w http.ResponseWriter, c Call, result any, err error) {
	s.note(c, err)
	fields := map[string]any{}
	if err != nil {
		said := asRefusal(err)
		fields["Error"] = map[string]string{"Code": said.code, "Message": said.message}
	} else if result != nil {
		text, _ := json.Marshal(result) // the SDK's types and maps of texts
		_ = json.Unmarshal(text, &fields)
	}
	fields["RequestId"] = rand.Text()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"Response": fields}) // a client that is gone is no fault of ours
}

// reset resets the connection.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

// refusal is the error of a call that the API does not carry out.
type refusal struct{ code, message string }

func (r *refusal) Error() string { return r.code + ": " + r.message }

func refuse(code, format string, args ...any) error {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

func asRefusal(err error) *refusal {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	return &refusal{"InternalError", err.Error()}
}
