package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// cronFields are the seven fields of SCF (https://cloud.tencent.com/document/product/583/9708).
var cronFields = []struct {
	name        string
	least, most int
	names       []string // of the values, beginning with the least
}{
	{"second", 0, 59, nil},
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day", 1, 31, nil},
	{"month", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")},
	{"weekday", 0, 6, strings.Fields("SUN MON TUE WED THU FRI SAT")},
	{"year", 1970, 2099, nil},
}

// cronItem matches an element of a list: *, a value or a range, with or without a step.
var cronItem = regexp.MustCompile(`^(?:\*|(\w+)(?:-(\w+))?)(?:/([1-9]\d*))?$`)

// checkCron returns what is wrong with a cron expression. It is empty if nothing is.
func checkCron(text string) string {
	fields := strings.Split(text, " ")
	if len(fields) != len(cronFields) {
		return "must be seven fields with one space between them: second minute hour day month weekday year"
	}
	for i, field := range fields {
		for item := range strings.SplitSeq(field, ",") {
			if !validCronItem(i, item) {
				f := cronFields[i]
				return fmt.Sprintf("the %s must be *, a number from %d to %d, a range or a list of them", f.name, f.least, f.most)
			}
		}
	}
	return ""
}

func validCronItem(field int, item string) bool {
	parts := cronItem.FindStringSubmatch(item)
	if parts == nil {
		return false
	}
	f := cronFields[field]
	last := f.least
	for _, text := range parts[1:3] {
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if i := slices.Index(f.names, strings.ToUpper(text)); i >= 0 {
			n, err = f.least+i, nil
		}
		if err != nil || n < last || n > f.most {
			return false
		}
		last = n
	}
	return true
}
