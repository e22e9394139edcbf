package scftest

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Function is the state of a function, without times and random ids.
type Function struct {
	Type     string // Event or HTTP
	Status   string // of $LATEST
	Latest   Version
	Versions map[string]Version // the numbered ones
	Aliases  map[string]Alias
	Triggers []Trigger
	Tags     map[string]string
}

// Version is what a version freezes. Its settings are those of the SDK's request.
type Version struct {
	SHA256      string // of the package
	Description string // of a numbered version
	Variables   map[string]string
	Settings    Settings
}

// Settings are the settings of a version.
type Settings struct {
	Runtime, Handler, Description, Role string
	MemorySize, Timeout, InitTimeout    int64
	PublicNet, EIP                      string // ENABLE or DISABLE
	VPC, CLS                            string // two ids each, or empty
	Dynamic                             string // TRUE, FALSE, or empty: one request at a time
	MaxConcurrency                      uint64
}

// Alias points to a version.
type Alias struct{ Version, Description string }

// Trigger calls a function.
type Trigger struct {
	Type, Name, Qualifier string
	Desc                  string // as it is read back
	Argument              string
	Enable                bool
}

// function is a Function with what only the server sees.
type function struct {
	Function
	name  string
	next  int            // the number of the next version
	busy  map[string]int // for each version, how many reads it is not Active for
	state map[string]string
	code  map[string][]byte // packages by their SHA-256
	urls  map[string]*functionURL
}

const (
	latest       = "$LATEST"
	defaultAlias = "$DEFAULT"
	active       = "Active"
)

func key(region, name string) string { return region + "/" + name }

// Function returns a copy of a function's state.
func (s *Server) Function(region, name string) (Function, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.functions[key(region, name)]
	if !ok {
		return Function{}, false
	}
	return f.Function.clone(), true
}

// Edit changes a function as the console would, without a call and without a check. The
// function must exist.
func (s *Server) Edit(region, name string, change func(*Function)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.functions[key(region, name)]
	change(&f.Function)
	if f.Versions == nil {
		f.Versions = map[string]Version{}
	}
}

func (f Function) clone() Function {
	f.Latest = f.Latest.clone()
	versions := make(map[string]Version, len(f.Versions))
	for name, v := range f.Versions {
		versions[name] = v.clone()
	}
	f.Versions, f.Aliases, f.Tags = versions, maps.Clone(f.Aliases), maps.Clone(f.Tags)
	f.Triggers = slices.Clone(f.Triggers)
	return f
}

func (v Version) clone() Version {
	v.Variables = maps.Clone(v.Variables)
	return v
}

// begin starts a change of a version, which ends after some reads.
func (f *function) begin(qualifier, state string, reads int) {
	f.busy[qualifier], f.state[qualifier] = max(0, reads), state
	if qualifier == latest {
		f.Status = active // the change replaces what had failed
	}
}

// read returns the state of a version. Each read brings a change closer to its end.
func (f *function) read(qualifier string) string {
	if qualifier == latest && strings.HasSuffix(f.Status, "Failed") {
		return f.Status
	}
	if f.busy[qualifier] > 0 {
		f.busy[qualifier]--
		return f.state[qualifier]
	}
	return active
}

// rest refuses a call while $LATEST changes, or if it could not be created. It is a guess
// that an update can replace a failed one.
func (f *function) rest() error {
	if f.Status == "CreateFailed" {
		return refuse("FailedOperation.FunctionStatusError", "The function is %s", f.Status)
	}
	if f.busy[latest] > 0 {
		return refuse("FailedOperation.FunctionStatusError", "The function is %s", f.state[latest])
	}
	return nil
}

// version returns a version by its name or by an alias.
func (f *function) version(qualifier string) (name string, v Version, err error) {
	name = qualifier
	if a, ok := f.Aliases[qualifier]; ok {
		name = a.Version
	}
	if name == latest {
		return name, f.Latest, nil
	}
	v, ok := f.Versions[name]
	if !ok {
		return "", Version{}, refuse("ResourceNotFound.Qualifier", "The qualifier %s does not exist", qualifier)
	}
	return name, v, nil
}

// find returns the function of a request. The caller holds the lock.
func (s *Server) find(region, name string) (*function, error) {
	f, ok := s.functions[key(region, name)]
	if !ok {
		return nil, refuse("ResourceNotFound.Function", "The function %s does not exist", name)
	}
	return f, nil
}

// action carries out a call.
type action func(s *Server, ctx context.Context, region string, body []byte) (any, error)

// actions are the known actions.
var actions = map[string]action{
	"GetFunction":                 of((*Server).getFunction),
	"CreateFunction":              of((*Server).createFunction),
	"UpdateFunctionCode":          of((*Server).updateCode),
	"UpdateFunctionConfiguration": of((*Server).updateConfiguration),
	"DeleteFunction":              of((*Server).deleteFunction),
	"PublishVersion":              of((*Server).publishVersion),
	"ListVersionByFunction":       of((*Server).listVersions),
	"DeleteFunctionVersion":       of((*Server).deleteVersion),
	"GetAlias":                    of((*Server).getAlias),
	"CreateAlias":                 of((*Server).createAlias),
	"UpdateAlias":                 of((*Server).updateAlias),
	"CreateTrigger":               of((*Server).createTrigger),
	"UpdateTrigger":               of((*Server).updateTrigger),
	"DeleteTrigger":               of((*Server).deleteTrigger),
	"ListTriggers":                of((*Server).listTriggers),
	"InvokeFunction":              (*Server).invoke,
}

// of returns an action that holds the lock and decodes the request into the SDK's type. It
// refuses an unknown name and a wrong type.
func of[Q any](do func(s *Server, region string, q *Q) (any, error)) action {
	return func(s *Server, _ context.Context, region string, body []byte) (any, error) {
		q := new(Q)
		if err := decode(body, q); err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return do(s, region, q)
	}
}

func decode(body []byte, q any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(q); err != nil {
		return refuse("UnknownParameter", "The request is not one of this action: %v", err)
	}
	return nil
}

// given refuses fields that no page allows in this request, or that this fake does not
// know.
func given(fields map[string]bool) error {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] {
			return refuse("InvalidParameterValue.Param", "%s is not allowed in this call, or not known to this fake", name)
		}
	}
	return nil
}

// window returns a page of a list.
func window[T any](all []T, offset, limit *uint64) []T {
	from, n := value(offset), uint64(20)
	if limit != nil {
		n = *limit
	}
	from = min(from, uint64(len(all)))
	return all[from:min(from+n, uint64(len(all)))]
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func ptr[T any](v T) *T { return &v }

// numbers returns the numbered versions, the newest first.
func (f *function) numbers() []string {
	return slices.SortedFunc(maps.Keys(f.Versions), func(a, b string) int { return number(b) - number(a) })
}

func number(name string) int {
	n, _ := strconv.Atoi(name) // 0 if it is not a number
	return n
}
