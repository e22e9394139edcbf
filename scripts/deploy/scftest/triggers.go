package scftest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"
)

var (
	triggerName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`) // SDK, of a timer
	cron        = regexp.MustCompile(`^(\S+ ){6}\S+$`)         // seven fields (583/9708)
)

// httpDesc is the TriggerDesc of a Function URL (583/100227). The last two fields are known
// from users only.
type httpDesc struct {
	AuthType   string
	NetConfig  struct{ EnableIntranet, EnableExtranet bool }
	CorsConfig *struct {
		Enable, Credentials                      bool
		Origins, Methods, Headers, ExposeHeaders []string
		MaxAge                                   int
	} `json:",omitempty"`
	ApiGwCompatible, EnableSimpleMode bool `json:",omitempty"`
}

// ckafkaDesc is the TriggerDesc of a queue, as the vendor's toolkit writes it. No page has
// all of it.
type ckafkaDesc struct {
	MaxMsgNum         int    `json:"maxMsgNum"`
	Offset            string `json:"offset"`
	Retry             int    `json:"retry"`
	TimeOut           int    `json:"timeOut"`
	ConsumerGroupName string `json:"consumerGroupName,omitempty"`
	InstanceID        string `json:"InstanceId"`
	Topic             string `json:"Topic"`
}

// readDesc checks a TriggerDesc and returns it as it is read back.
func readDesc(kind, name, desc string) (string, error) {
	bad := func(why string) (string, error) {
		return "", refuse("InvalidParameterValue.TriggerDesc", "The TriggerDesc is not that of a %s: %s", kind, why)
	}
	strict := func(into any) error {
		d := json.NewDecoder(strings.NewReader(desc))
		d.DisallowUnknownFields()
		return d.Decode(into)
	}
	switch kind {
	case "timer":
		if !cron.MatchString(desc) {
			return bad("it must be the cron expression, as text")
		}
		if !triggerName.MatchString(name) {
			return "", refuse("InvalidParameterValue.TriggerName", "The name of the trigger is wrong")
		}
		text, err := json.Marshal(map[string]string{"cron": desc})
		return string(text), err
	case "ckafka":
		var d ckafkaDesc
		if err := strict(&d); err != nil || d.InstanceID == "" || d.Topic == "" {
			return bad("InstanceId and Topic are required, and no other fields known")
		}
		return desc, nil
	case "http":
		var d httpDesc
		if err := strict(&d); err != nil || d.AuthType != "NONE" && d.AuthType != "CAM" {
			return bad("AuthType must be NONE or CAM, and no other fields are known")
		}
		return desc, nil
	}
	return "", refuse("InvalidParameterValue.Type", "Triggers of type %q are not known to this fake", kind)
}

// change is the content of a request about a trigger.
func (f *function) change(kind, name, qualifier, enable, desc, argument *string) (Trigger, error) {
	t := Trigger{Type: value(kind), Name: value(name), Qualifier: value(qualifier), Argument: value(argument), Enable: value(enable) == "OPEN"}
	if t.Qualifier == "" {
		t.Qualifier = latest // the default (SDK)
	}
	if _, _, err := f.version(t.Qualifier); err != nil {
		return t, err
	}
	if e := value(enable); e != "OPEN" && e != "CLOSE" {
		return t, refuse("InvalidParameterValue.Enable", "Enable must be OPEN or CLOSE")
	}
	switch {
	case t.Argument != "" && t.Type != "timer":
		return t, refuse("InvalidParameterValue.CustomArgument", "Only a timer has a CustomArgument")
	case t.Type != "http" && f.Type == "HTTP":
		return t, refuse("InvalidParameterValue.Type", "A Web function has http triggers only")
	}
	var err error
	t.Desc, err = readDesc(t.Type, t.Name, value(desc))
	return t, err
}

func (s *Server) createTrigger(region string, q *scf.CreateTriggerRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	if other(q.Namespace) {
		return nil, refuse("ResourceNotFound.Namespace", "There is no such namespace")
	}
	t, err := f.change(q.Type, q.TriggerName, q.Qualifier, q.Enable, q.TriggerDesc, q.CustomArgument)
	if err != nil {
		return nil, err
	}
	for _, has := range f.Triggers {
		if has.Name == t.Name || has.Type == "http" && t.Type == "http" && has.Qualifier == t.Qualifier {
			return nil, refuse("ResourceInUse.Trigger", "The trigger %s exists", has.Name) // the code is a guess
		}
	}
	f.Triggers = append(f.Triggers, t)
	return nil, nil
}

// trigger returns a trigger by type and name.
func (f *function) trigger(kind, name *string) (int, error) {
	i := slices.IndexFunc(f.Triggers, func(t Trigger) bool { return t.Type == value(kind) && t.Name == value(name) })
	if i < 0 {
		return 0, refuse("ResourceNotFound.Trigger", "There is no trigger %s of type %s", value(name), value(kind))
	}
	return i, nil
}

// updateTrigger changes a trigger of type timer, ckafka or http; no other type is allowed
// (SDK).
func (s *Server) updateTrigger(region string, q *scf.UpdateTriggerRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	i, err := f.trigger(q.Type, q.TriggerName)
	if err != nil {
		return nil, err
	}
	t, err := f.change(q.Type, q.TriggerName, q.Qualifier, q.Enable, q.TriggerDesc, q.CustomArgument)
	if err != nil {
		return nil, err
	}
	f.Triggers[i] = t
	return nil, nil
}

func (s *Server) deleteTrigger(region string, q *scf.DeleteTriggerRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	i, err := f.trigger(q.Type, q.TriggerName)
	if err != nil {
		return nil, err
	}
	qualifier := value(q.Qualifier)
	if qualifier == "" {
		qualifier = latest
	}
	if f.Triggers[i].Qualifier != qualifier {
		return nil, refuse("ResourceNotFound.Trigger", "The trigger is of another qualifier")
	}
	if u := f.urls[f.Triggers[i].Name]; u != nil {
		u.close()
		delete(f.urls, f.Triggers[i].Name)
	}
	f.Triggers = slices.Delete(f.Triggers, i, i+1)
	return nil, nil
}

func (s *Server) listTriggers(region string, q *scf.ListTriggersRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	r := &scf.ListTriggersResponseParams{TotalCount: ptr(uint64(len(f.Triggers)))}
	for _, t := range window(f.Triggers, q.Offset, q.Limit) {
		desc := t.Desc
		if t.Type == "http" {
			if desc, err = s.withURL(region, f, t); err != nil {
				return nil, err
			}
		}
		enable := uint64(0)
		if t.Enable {
			enable = 1
		}
		r.Triggers = append(r.Triggers, &scf.TriggerInfo{Type: ptr(t.Type), TriggerName: ptr(t.Name), Qualifier: ptr(t.Qualifier), Enable: &enable,
			TriggerDesc: &desc, CustomArgument: ptr(t.Argument), AvailableStatus: ptr("Available")})
	}
	return r, nil
}

// withURL returns the TriggerDesc as it is read back: with the address, if the internet
// may reach it.
func (s *Server) withURL(region string, f *function, t Trigger) (string, error) {
	var desc map[string]any
	if err := json.Unmarshal([]byte(t.Desc), &desc); err != nil {
		return "", err
	}
	net, _ := desc["NetConfig"].(map[string]any)
	if net["EnableExtranet"] == true {
		u := f.urls[t.Name]
		if u == nil {
			var err error
			if u, err = s.newURL(region, f.name, t.Name); err != nil {
				return "", err
			}
			f.urls[t.Name] = u
			return t.Desc, nil // it is a guess that the address comes later
		}
		net["ExtranetUrl"] = u.address
	}
	text, err := json.Marshal(desc)
	return string(text), err
}
