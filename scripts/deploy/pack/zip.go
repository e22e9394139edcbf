package pack

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"time"
)

// modified is the time of each file in the zip: the earliest that a zip can store.
var modified = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// zipFiles packs files of a folder in the given order. Each is executable in the zip,
// because SCF requires that and Windows has no such mode.
func zipFiles(folder string, names []string) ([]byte, error) {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: modified}
		header.SetMode(0o755)
		file, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := file.Write(text); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return archive.Bytes(), nil
}
