package scftest

import (
	"strconv"

	scf "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/scf/v20180416"
)

func (s *Server) publishVersion(region string, q *scf.PublishVersionRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	if err := checkDescription(q.Description); err != nil {
		return nil, err
	}
	if len(f.Versions) >= s.options.MaxVersions {
		return nil, refuse("LimitExceeded.FunctionVersions", "The function has %d versions already", len(f.Versions))
	}
	name := strconv.Itoa(f.next)
	f.next++
	v := f.Latest.clone()
	v.Description = value(q.Description)
	f.Versions[name] = v
	f.begin(name, "Publishing", s.options.Busy)
	return &scf.PublishVersionResponseParams{FunctionVersion: &name, Description: q.Description}, nil
}

func (s *Server) listVersions(region string, q *scf.ListVersionByFunctionRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	names := append([]string{latest}, f.numbers()...)
	r := &scf.ListVersionByFunctionResponseParams{TotalCount: ptr(uint64(len(names)))}
	for _, name := range window(names, q.Offset, q.Limit) {
		_, v, _ := f.version(name)
		state := active
		if f.busy[name] > 0 {
			state = f.state[name]
		}
		r.FunctionVersion = append(r.FunctionVersion, ptr(name))
		r.Versions = append(r.Versions, &scf.FunctionVersion{Version: ptr(name), Description: ptr(v.Description), Status: ptr(state)})
	}
	return r, nil
}

func (s *Server) deleteVersion(region string, q *scf.DeleteFunctionVersionRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	name := value(q.Qualifier)
	if _, ok := f.Versions[name]; !ok {
		return nil, refuse("ResourceNotFound.FunctionVersion", "The version %q does not exist", name)
	}
	for alias, a := range f.Aliases {
		if a.Version == name {
			return nil, refuse("ResourceInUse.FunctionVersion", "The alias %s points to version %s", alias, name) // the code is a guess
		}
	}
	for _, t := range f.Triggers {
		if t.Qualifier == name {
			return nil, refuse("ResourceInUse.FunctionVersion", "The trigger %s calls version %s", t.Name, name) // a guess
		}
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	if f.busy[name] > 0 {
		return nil, refuse("FailedOperation.FunctionVersionStatusNotActive", "The version is %s", f.state[name])
	}
	delete(f.Versions, name)
	return nil, nil
}

func (s *Server) getAlias(region string, q *scf.GetAliasRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	a, ok := f.Aliases[value(q.Name)]
	if !ok {
		return nil, refuse("ResourceNotFound.Alias", "The alias %q does not exist", value(q.Name))
	}
	return &scf.GetAliasResponseParams{Name: q.Name, FunctionVersion: &a.Version, Description: &a.Description}, nil
}

// createAlias refuses $DEFAULT, which exists from the beginning (583/36149).
func (s *Server) createAlias(region string, q *scf.CreateAliasRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if _, ok := f.Aliases[value(q.Name)]; ok || value(q.Name) == "" || value(q.Name)[0] == '$' {
		return nil, refuse("InvalidParameterValue.Alias", "The alias %q exists, or is the system's", value(q.Name))
	}
	return nil, f.point(value(q.Name), q.FunctionVersion, q.Description, q.RoutingConfig)
}

func (s *Server) updateAlias(region string, q *scf.UpdateAliasRequestParams) (any, error) {
	f, err := s.find(region, value(q.FunctionName))
	if err != nil {
		return nil, err
	}
	if err := f.rest(); err != nil {
		return nil, err
	}
	if _, ok := f.Aliases[value(q.Name)]; !ok {
		return nil, refuse("ResourceNotFound.Alias", "The alias %q does not exist", value(q.Name))
	}
	return nil, f.point(value(q.Name), q.FunctionVersion, q.Description, q.RoutingConfig)
}

// point points an alias to a version, which must be Active.
func (f *function) point(alias string, to, description *string, routing *scf.RoutingConfig) error {
	name := value(to)
	if _, ok := f.Versions[name]; !ok && name != latest {
		return refuse("ResourceNotFound.FunctionVersion", "The version %q does not exist", name)
	}
	if f.busy[name] > 0 {
		return refuse("FailedOperation.FunctionVersionStatusNotActive", "The version is %s", f.state[name])
	}
	if routing != nil {
		return refuse("InvalidParameter.RoutingConfig", "This fake lets all traffic go to one version")
	}
	if err := checkDescription(description); err != nil {
		return err
	}
	f.Aliases[alias] = Alias{Version: name, Description: value(description)}
	return nil
}
