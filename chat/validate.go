package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/smithy-go/middleware"
)

// Limits of the commands and of their parameters.
const (
	// MaxConversationsPerCall is the number of conversations that Chat accepts in one call
	// (https://www.tencentcloud.com/document/product/1047/53442).
	MaxConversationsPerCall = 300
	// MaxConversations is Chat's limit for the marked, and for the grouped, conversations
	// of a user (the same page). It makes no sense to ask for more.
	MaxConversations = 1000

	// Use limits, https://www.tencentcloud.com/document/product/1047/34381, and
	// SDK error 7003: a UserID is printable ASCII. The pages' narrower
	// character sets are recommendations.
	maxUserID = 32
	// Group system, https://www.tencentcloud.com/document/product/1047/33529: a
	// group ID has at most 48 bytes. The ID of a topic begins with the ID of its
	// community and has at most 96 bytes.
	maxGroupID      = 48
	maxTopicID      = 96
	communityPrefix = "@TGS#_"
)

// FieldError is one broken rule of a request, and the field that breaks it.
type FieldError struct {
	Field  string // such as ContactItem[3].To_Account
	Reason string
}

// ValidationError lists every broken rule of an input, in the order of its fields.
type ValidationError struct {
	Faults []FieldError
}

func (e *ValidationError) Error() string {
	texts := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		texts = append(texts, f.Field+": "+f.Reason)
	}
	return "invalid input: " + strings.Join(texts, "; ")
}

// Validate checks the input against Chat's documented rules, for at most max
// conversations. Its error is a [*ValidationError]. If there are too many
// conversations, it reports no other fault.
func (in *SearchContactGroupInput) Validate(max int) error {
	n := len(in.ContactItem)
	if n > max {
		return &ValidationError{Faults: []FieldError{TooManyConversations(n, max)}}
	}
	var faults []FieldError
	if reason := CheckUserID(in.FromAccount); reason != "" {
		faults = append(faults, FieldError{"From_Account", reason})
	}
	if n == 0 {
		faults = append(faults, NoConversations(max))
	}
	for i, item := range in.ContactItem {
		for _, f := range item.Faults() {
			faults = append(faults, FieldError{fmt.Sprintf("ContactItem[%d].%s", i, f.Field), f.Reason})
		}
	}
	if faults != nil {
		return &ValidationError{Faults: faults}
	}
	return nil
}

// Validate checks the input against Chat's documented rules. Its error is a
// [*ValidationError].
func (in *GetContactGroupInput) Validate() error {
	var faults []FieldError
	if reason := CheckUserID(in.FromAccount); reason != "" {
		faults = append(faults, FieldError{"From_Account", reason})
	}
	if in.StartIndex < 0 {
		faults = append(faults, FieldError{"StartIndex", "must not be negative"})
	}
	if faults != nil {
		return &ValidationError{Faults: faults}
	}
	return nil
}

// TooManyConversations returns the fault of n conversations if max are allowed.
func TooManyConversations(n, max int) FieldError {
	return FieldError{"ContactItem", fmt.Sprintf("%d conversations; at most %d in a request", n, max)}
}

// NoConversations returns the fault of an empty list if max are allowed.
func NoConversations(max int) FieldError {
	return FieldError{"ContactItem", fmt.Sprintf("must hold 1 to %d conversations", max)}
}

// Faults returns the broken rules of one conversation. Each Field is a field of the
// item, without the prefix of the list.
func (c ContactItem) Faults() (faults []FieldError) {
	name, reason, surplus := "Type", "must be the number 1 (C2C) or 2 (GROUP)", ""
	switch c.Type {
	case TypeC2C:
		name, reason = "To_Account", CheckUserID(c.ToAccount)
		if c.ToGroupID != "" {
			surplus = "ToGroupId"
		}
	case TypeGroup:
		name, reason = "ToGroupId", checkGroupID(c.ToGroupID)
		if c.ToAccount != "" {
			surplus = "To_Account"
		}
	}
	if reason == missing {
		reason = fmt.Sprintf("required for Type %d", c.Type)
	}
	if reason != "" {
		faults = append(faults, FieldError{name, reason})
	}
	if surplus != "" {
		faults = append(faults, FieldError{surplus, NotWithType(c.Type)})
	}
	return faults
}

// NotWithType returns the reason for refusing an ID of the other type.
func NotWithType(t ContactType) string { return fmt.Sprintf("must not be given with Type %d", t) }

// missing is the reason for refusing an empty ID.
const missing = "required"

// CheckUserID returns the reason why a UserID is invalid. The reason is empty if the
// UserID is valid.
func CheckUserID(id string) (reason string) { return checkID(id, maxUserID) }

func checkGroupID(id string) string {
	if strings.HasPrefix(id, communityPrefix) {
		return checkID(id, maxTopicID)
	}
	return checkID(id, maxGroupID)
}

func checkID(id string, limit int) string {
	ok := id != "" && len(id) <= limit
	for i := 0; ok && i < len(id); i++ {
		ok = id[i] >= 0x20 && id[i] <= 0x7e
	}
	switch {
	case ok:
		return ""
	case id == "":
		return missing
	}
	return fmt.Sprintf("must be 1 to %d bytes of printable ASCII", limit)
}

// validation is the Initialize step. It stops invalid inputs.
type validation func() error

func (validation) ID() string { return "OperationInputValidation" }

func (v validation) HandleInitialize(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error,
) {
	if err := v(); err != nil {
		return middleware.InitializeOutput{}, middleware.Metadata{}, err
	}
	return next.HandleInitialize(ctx, in)
}
