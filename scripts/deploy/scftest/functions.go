package scftest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"
)

func sum(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}

func (s *Server) createFunction(region string, q *scf.CreateFunctionRequestParams) (any, error) {
	name, kind := value(q.FunctionName), value(q.Type)
	if kind == "" {
		kind = "Event"
	}
	switch {
	case !functionName.MatchString(name):
		return nil, refuse("InvalidParameterValue.FunctionName", "The name of the function is wrong")
	case s.functions[key(region, name)] != nil:
		return nil, refuse("ResourceInUse.Function", "The function %s exists", name)
	case kind != "Event" && kind != "HTTP":
		return nil, refuse("InvalidParameterValue.Type", "The type must be Event or HTTP")
	case value(q.Runtime) != "Go1":
		return nil, refuse("InvalidParameterValue.Runtime", "This fake runs Go1 only")
	case kind == "Event" && value(q.Handler) != "main":
		return nil, refuse("InvalidParameterValue.Handler", "The handler of Go1 is the name of the binary")
	case q.Code == nil || q.Code.CosBucketName != nil || q.Code.DemoId != nil:
		return nil, refuse("InvalidParameterValue.Code", "The code must be a ZipFile")
	}
	if err := given(map[string]bool{
		"Layers": q.Layers != nil, "DeadLetterConfig": q.DeadLetterConfig != nil, "CfsConfig": q.CfsConfig != nil, "InstallDependency": q.InstallDependency != nil,
		"ProtocolType": q.ProtocolType != nil, "ProtocolParams": q.ProtocolParams != nil, "DnsCache": q.DnsCache != nil, "IntranetConfig": q.IntranetConfig != nil,
		"AsyncRunEnable": q.AsyncRunEnable != nil, "TraceEnable": q.TraceEnable != nil, "CodeSource": q.CodeSource != nil, "Namespace": other(q.Namespace),
	}); err != nil {
		return nil, err
	}
	code, err := readZip(q.Code.ZipFile, maxCreateZip, kind)
	if err != nil {
		return nil, err
	}
	variables, err := readEnvironment(q.Environment)
	if err != nil {
		return nil, err
	}
	// The platform's defaults (SDK).
	v := Version{SHA256: sum(code), Variables: variables, Settings: Settings{Runtime: "Go1", Handler: value(q.Handler), MemorySize: 128, Timeout: 3, InitTimeout: 65, PublicNet: "ENABLE", EIP: "DISABLE"}}
	if err := v.Settings.configure(q.Description, q.Role, q.MemorySize, q.Timeout, q.InitTimeout, q.PublicNetConfig, q.VpcConfig, q.ClsLogsetId, q.ClsTopicId, q.InstanceConcurrencyConfig, kind); err != nil {
		return nil, err
	}
	f := &function{name: name, next: 1, busy: map[string]int{}, state: map[string]string{}, code: map[string][]byte{v.SHA256: code}, urls: map[string]*functionURL{},
		Function: Function{Type: kind, Status: active, Latest: v, Versions: map[string]Version{}, Aliases: map[string]Alias{defaultAlias: {Version: latest}}, Tags: map[string]string{}}}
	for _, t := range q.Tags {
		f.Tags[value(t.Key)] = value(t.Value)
	}
	f.begin(latest, "Creating", s.options.Busy)
	s.functions[key(region, name)] = f
	return nil, nil
}

// other reports whether a namespace is another than the default.
func other(namespace *string) bool { return namespace != nil && *namespace != "default" }

func (s *Server) getFunction(region string, q *scf.GetFunctionRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	qualifier := value(q.Qualifier)
	if qualifier == "" {
		qualifier = latest
	}
	name, v, err := f.version(qualifier)
	if err != nil {
		return nil, err
	}
	c := v.Settings
	r := &scf.GetFunctionResponseParams{
		FunctionName: &f.name, FunctionVersion: &name, Qualifier: &qualifier, Namespace: ptr("default"), Type: &f.Type, Status: ptr(f.read(name)),
		Runtime: &c.Runtime, Handler: &c.Handler, Description: &c.Description, Role: &c.Role, MemorySize: &c.MemorySize, Timeout: &c.Timeout, InitTimeout: &c.InitTimeout,
		CodeSize: ptr(int64(len(f.code[v.SHA256]))), CodeInfo: ptr(""), Environment: new(scf.Environment),
		PublicNetConfig: &scf.PublicNetConfigOut{PublicNetStatus: &c.PublicNet, EipConfig: &scf.EipConfigOut{EipStatus: &c.EIP}},
		VpcConfig:       new(scf.VpcConfig),
	}
	if id, subnet, ok := strings.Cut(c.VPC, " "); ok {
		r.VpcConfig = &scf.VpcConfig{VpcId: &id, SubnetId: &subnet}
	}
	if logset, topic, ok := strings.Cut(c.CLS, " "); ok {
		r.ClsLogsetId, r.ClsTopicId = &logset, &topic
	}
	if c.Dynamic != "" {
		r.InstanceConcurrencyConfig = &scf.InstanceConcurrencyConfig{DynamicEnabled: &c.Dynamic, MaxConcurrency: &c.MaxConcurrency}
	}
	for _, n := range slices.Sorted(maps.Keys(v.Variables)) {
		r.Environment.Variables = append(r.Environment.Variables, &scf.Variable{Key: ptr(n), Value: ptr(v.Variables[n])})
	}
	for _, n := range slices.Sorted(maps.Keys(f.Tags)) {
		r.Tags = append(r.Tags, &scf.Tag{Key: ptr(n), Value: ptr(f.Tags[n])})
	}
	return r, nil
}

func (s *Server) updateCode(region string, q *scf.UpdateFunctionCodeRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	if err := given(map[string]bool{
		"CosBucketName": q.CosBucketName != nil, "CosObjectName": q.CosObjectName != nil, "Code": q.Code != nil, "EnvId": q.EnvId != nil,
		"InstallDependency": q.InstallDependency != nil, "Publish": value(q.Publish) == "TRUE", "CodeSource": q.CodeSource != nil, "Namespace": other(q.Namespace),
	}); err != nil {
		return nil, err
	}
	code, err := readZip(q.ZipFile, maxUpdateZip, f.Type)
	if err != nil {
		return nil, err
	}
	f.Latest.SHA256 = sum(code)
	f.code[f.Latest.SHA256] = code
	set(&f.Latest.Settings.Handler, q.Handler)
	f.begin(latest, "Updating", s.options.Busy)
	return nil, nil
}

func (s *Server) updateConfiguration(region string, q *scf.UpdateFunctionConfigurationRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	if err := given(map[string]bool{ // Type and Handler are not in the SDK's type
		"Runtime": q.Runtime != nil, "InstallDependency": q.InstallDependency != nil, "Publish": value(q.Publish) == "TRUE", "L5Enable": q.L5Enable != nil,
		"Layers": q.Layers != nil, "DeadLetterConfig": q.DeadLetterConfig != nil, "CfsConfig": q.CfsConfig != nil, "ProtocolParams": q.ProtocolParams != nil,
		"DnsCache": q.DnsCache != nil, "IntranetConfig": q.IntranetConfig != nil, "IgnoreSysLog": q.IgnoreSysLog != nil, "Namespace": other(q.Namespace),
	}); err != nil {
		return nil, err
	}
	variables, err := readEnvironment(q.Environment)
	if err != nil {
		return nil, err
	}
	changed := f.Latest.clone()
	if err := changed.Settings.configure(q.Description, q.Role, q.MemorySize, q.Timeout, q.InitTimeout, q.PublicNetConfig, q.VpcConfig, q.ClsLogsetId, q.ClsTopicId, q.InstanceConcurrencyConfig, f.Type); err != nil {
		return nil, err
	}
	if variables != nil {
		changed.Variables = variables
	}
	f.Latest = changed
	f.begin(latest, "Updating", s.options.Busy)
	return nil, nil
}

func (s *Server) deleteFunction(region string, q *scf.DeleteFunctionRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if q.Qualifier != nil {
		return nil, refuse("InvalidParameterValue.Param", "This fake deletes the function, whole")
	}
	if f.busy[latest] > 0 {
		return nil, f.rest()
	}
	f.closeURLs()
	delete(s.functions, key(region, f.name))
	return nil, nil
}
