package main

import (
	"bytes"
	"encoding/json"
	"strings"
)

// width is the maximum width of a line.
const width = 110

// layout formats JSON for people. An object or array that fits stays on one line;
// otherwise each line has as many members as fit. The order of keys does not change. A
// text that is not JSON is returned unchanged.
func layout(text []byte) string {
	if !json.Valid(text) {
		return "  " + string(text)
	}
	var b strings.Builder
	b.WriteString("  ")
	spread(&b, text, "  ", 0)
	return b.String()
}

// spread writes one value. used is the part of the line that its key takes.
func spread(b *strings.Builder, value []byte, indent string, used int) {
	parts, open, end := members(value)
	line := inline(value)
	if len(parts) == 0 || len(indent)+used+len(line) <= width {
		b.WriteString(line)
		return
	}
	b.WriteString(open)
	room := 0 // what is left of the line
	for i, p := range parts {
		text := p.key + inline(p.value)
		switch {
		case i > 0 && len(text)+len(", ") < room:
			b.WriteString(", ")
		case i > 0:
			b.WriteByte(',')
			fallthrough
		default:
			b.WriteString("\n  " + indent)
			room = width - len(indent)
		}
		room -= len(text) + len(", ")
		b.WriteString(p.key)
		spread(b, p.value, indent+"  ", len(p.key))
	}
	b.WriteString("\n" + indent + end)
}

// inline writes a value on one line.
func inline(value []byte) string {
	parts, open, end := members(value)
	if open == "" {
		return string(bytes.TrimSpace(value))
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.key + inline(p.value)
	}
	return open + strings.Join(texts, ", ") + end
}

// member is one value of an object or array, with its encoded key.
type member struct {
	key   string
	value json.RawMessage
}

// members splits an object or array into its members, in order. Other values have no
// members and no brackets.
func members(value []byte) (parts []member, open, end string) {
	d := json.NewDecoder(bytes.NewReader(value))
	first, err := d.Token()
	bracket, ok := first.(json.Delim)
	if err != nil || !ok {
		return nil, "", ""
	}
	for d.More() {
		var m member
		if bracket == '{' {
			key, err := d.Token()
			if err != nil {
				break // impossible: the text is valid
			}
			m.key = quote(key) + ": "
		}
		if d.Decode(&m.value) != nil {
			break
		}
		parts = append(parts, m)
	}
	if bracket == '{' {
		return parts, "{", "}"
	}
	return parts, "[", "]"
}

// quote encodes a key as JSON and escapes only what must be escaped.
func quote(key json.Token) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(key); err != nil {
		panic(err) // a string can always be encoded as JSON
	}
	return strings.TrimSpace(b.String())
}

// compactLog formats a JSON log line as name=value pairs. It drops the time, which is
// now.
func compactLog(line string) string {
	parts, open, _ := members([]byte(line))
	if open != "{" || !json.Valid([]byte(line)) {
		return line
	}
	var words []string
	for _, p := range parts {
		name := strings.Trim(p.key, `": `)
		var text string
		if json.Unmarshal(p.value, &text) != nil || strings.ContainsAny(text, " \"\n") && name != "msg" {
			text = inline(p.value)
		}
		switch name {
		case "time":
		case "level", "msg":
			words = append(words, text)
		default:
			words = append(words, name+"="+text)
		}
	}
	return strings.Join(words, " ")
}
