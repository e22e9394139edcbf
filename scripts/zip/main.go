// Command zip packs the files of a folder into a zip for SCF: without folders,
// in the order of their names, executable, and with a fixed time, so that equal
// files give equal bytes. It prints the size and the SHA-256 of what it wrote.
//
//	go run ./scripts/zip -out build/event.zip build/event
package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// modified is every file's time: the earliest that a zip can hold.
var modified = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// maxSize is how much the API takes as ZipFile; more has to go by way of COS
// (https://cloud.tencent.com/document/product/583/11637).
const maxSize = 50 << 20

func main() {
	out := flag.String("out", "", "the zip to write")
	flag.Parse()
	if *out == "" || flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: zip -out file folder")
		os.Exit(2)
	}
	if err := run(*out, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "zip:", err)
		os.Exit(1)
	}
}

func run(out, folder string) error {
	archive, err := pack(folder)
	if err != nil {
		return err
	}
	if len(archive) > maxSize {
		return fmt.Errorf("%d bytes are more than the %d that the API takes", len(archive), maxSize)
	}
	if err := os.WriteFile(out, archive, 0o644); err != nil {
		return fmt.Errorf("write the zip: %w", err)
	}
	fmt.Printf("packaged  %s  %d bytes  sha256 %x\n", out, len(archive), sha256.Sum256(archive))
	return nil
}

// pack reads the folder, sorted by name as os.ReadDir does.
func pack(folder string) ([]byte, error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read the folder: %w", err)
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, f := range files {
		if err := add(w, folder, f.Name()); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name(), err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end the zip: %w", err)
	}
	return archive.Bytes(), nil
}

// add packs one file, executable whatever it is on this machine: a clone on
// Windows has no such mode, and SCF starts nothing without it.
func add(w *zip.Writer, folder, name string) error {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: modified}
	header.SetMode(0o755)
	file, err := w.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return err
}
