// Command mutants asks what the tests are worth: it changes the function in one place at a time, an operator, a constant or a
// condition, and looks whether a test fails. The places follow from the sources alone, so that a change of the tests can be
// compared before and after. It changes no file: the compiler is given the changed source by -overlay.
//
//	go run ./scripts/mutants -n 150 >mutants.txt
//
// Each line is a place, the change and the package whose test failed, or "survived". A mutant that survives is a rule that no test
// states, or a change that nobody can see from outside.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rooms are the folders whose sources are changed.
var rooms = []string{"chat", "handler", "handler/event", "handler/settings"}

func main() {
	n := flag.Int("n", 150, "how many places, evenly spread over all")
	only := flag.String("only", "", "only the places whose line contains this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *n, *only); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, n int, only string) error {
	var all []mutant
	for _, room := range rooms {
		found, err := mutants(room)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	folder, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	killed, survived := 0, 0
	for i := range min(n, len(all)) {
		m := all[i*len(all)/min(n, len(all))]
		if !strings.Contains(m.String(), only) {
			continue
		}
		verdict, err := m.test(ctx, folder)
		if err != nil {
			return err
		}
		switch verdict {
		case "survived":
			survived++
		case "does not compile":
		default:
			killed++
		}
		fmt.Printf("%s: %s\n", m, verdict)
	}
	fmt.Printf("%d places of %d: %d killed, %d survived\n", killed+survived, len(all), killed, survived)
	return nil
}

// mutant replaces the bytes from begin to end of a file.
type mutant struct {
	path       string
	line       int
	begin, end int
	old, new   string
}

func (m mutant) String() string { return fmt.Sprintf("%s:%d: %s → %s", m.path, m.line, m.old, m.new) }

// operators has the change of each operator: at the border, or to the opposite.
var operators = map[token.Token]string{
	token.EQL: "!=", token.NEQ: "==", token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
	token.LAND: "||", token.LOR: "&&", token.SUB: "+", token.MUL: "/",
}

// mutants are those of a folder's sources, in their order.
func mutants(room string) (all []mutant, err error) {
	files, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		add := func(at token.Pos, old, changed string) {
			p := set.Position(at)
			all = append(all, mutant{path: filepath.ToSlash(path), line: p.Line, begin: p.Offset, end: p.Offset + len(old), old: old, new: changed})
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false
			case *ast.BinaryExpr:
				if changed, ok := operators[n.Op]; ok {
					add(n.OpPos, n.Op.String(), changed)
				}
			case *ast.UnaryExpr:
				if n.Op == token.NOT {
					add(n.OpPos, "!", " ")
				}
			case *ast.BasicLit:
				if v, err := strconv.Atoi(n.Value); n.Kind == token.INT && err == nil {
					add(n.Pos(), n.Value, strconv.Itoa(v+1))
				}
			case *ast.Ident:
				if other, ok := map[string]string{"true": "false", "false": "true"}[n.Name]; ok {
					add(n.Pos(), n.Name, other)
				}
			}
			return true
		})
	}
	slices.SortStableFunc(all, func(a, b mutant) int {
		if a.path != b.path {
			return strings.Compare(a.path, b.path)
		}
		return a.begin - b.begin
	})
	return all, nil
}

// limit is how long the tests of a package may take; a mutant that keeps them longer is killed by that.
const limit = "3m"

// test runs the tests of the mutant's own package, then the others', until one fails.
func (m mutant) test(ctx context.Context, folder string) (verdict string, err error) {
	source, err := os.ReadFile(m.path)
	if err != nil {
		return "", err
	}
	changed := filepath.Join(folder, "changed.go")
	if err := os.WriteFile(changed, slices.Concat(source[:m.begin], []byte(m.new), source[m.end:]), 0o600); err != nil {
		return "", err
	}
	path, err := filepath.Abs(m.path)
	if err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", err
	}
	goCommand := func(args ...string) ([]byte, error) {
		c := exec.CommandContext(ctx, "go", args...)
		c.WaitDelay = time.Second
		c.Env = append(c.Environ(), "GOFLAGS=-overlay="+file) // reaches the binary that the contract's tests build, too
		return c.CombinedOutput()
	}
	if _, err := goCommand("build", "./..."); err != nil {
		return "does not compile", ctx.Err()
	}
	packages := []string{"./" + filepath.ToSlash(filepath.Dir(m.path)), "./handler/...", "./chat/...", "./scripts/contract"}
	for _, p := range packages {
		// The test ends itself. If go were killed, it would go on running.
		args := []string{"test", "-failfast", "-timeout=" + limit, p}
		if p == "./scripts/contract" { // Go's cache does not know what the binary that it builds is made of
			args = append(args, "-count=1")
		}
		out, err := goCommand(args...)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			name, _, _ := strings.Cut(string(out[bytes.Index(out, []byte("--- FAIL"))+1:]), "\n")
			return fmt.Sprintf("killed by %s %.100s", p, strings.TrimLeft(name, "- ")), nil
		}
	}
	return "survived", nil
}
