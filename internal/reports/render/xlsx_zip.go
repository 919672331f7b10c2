package render

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// orderedZip is a zip whose files stand in the order of their names, whatever order they come in, so that the same
// workbook is the same bytes. It packs quickly: a large workbook would spend a third of its time on packing.
type orderedZip struct {
	into    io.Writer
	entries []*zipEntry
}

func newOrderedZip(w io.Writer) excelize.ZipWriter { return &orderedZip{into: w} }

// zipEntry is a file that is packed as it is written.
type zipEntry struct {
	name   string
	packed bytes.Buffer
	flate  *flate.Writer
	sum    hash.Hash32
	size   uint64
}

func (e *zipEntry) Write(p []byte) (int, error) {
	e.size += uint64(len(p))
	_, _ = e.sum.Write(p) // never fails
	return e.flate.Write(p)
}

// contentTypes is the part that lists all others, in an order that the library leaves to chance.
const contentTypes = "[Content_Types].xml"

func (z *orderedZip) Create(name string) (io.Writer, error) {
	e := &zipEntry{name: name, sum: crc32.NewIEEE()}
	var err error
	if e.flate, err = flate.NewWriter(&e.packed, flate.BestSpeed); err != nil {
		return nil, err
	}
	z.entries = append(z.entries, e)
	if name == contentTypes {
		return sorting{e}, nil
	}
	return e, nil
}

// AddFS is part of what the library asks for, and never called by it.
func (z *orderedZip) AddFS(fs.FS) error { return fs.ErrInvalid }

func (z *orderedZip) Close() error {
	slices.SortFunc(z.entries, func(a, b *zipEntry) int { return strings.Compare(a.name, b.name) })
	out := zip.NewWriter(z.into)
	for _, e := range z.entries {
		if err := e.flate.Close(); err != nil {
			return err
		}
		file, err := out.CreateRaw(&zip.FileHeader{
			Name: e.name, Method: zip.Deflate, CRC32: e.sum.Sum32(), CompressedSize64: uint64(e.packed.Len()), UncompressedSize64: e.size,
		})
		if err != nil {
			return err
		}
		if _, err := e.packed.WriteTo(file); err != nil {
			return err
		}
	}
	return out.Close()
}

// sorting puts the elements of the list of parts into order. The library writes that list at once.
type sorting struct{ into io.Writer }

var part = regexp.MustCompile(`<(?:Default|Override) [^>]*></(?:Default|Override)>`)

func (s sorting) Write(p []byte) (int, error) {
	parts := part.FindAll(p, -1)
	slices.SortFunc(parts, bytes.Compare)
	next := -1
	sorted := part.ReplaceAllFunc(p, func([]byte) []byte { next++; return parts[next] })
	if _, err := s.into.Write(sorted); err != nil {
		return 0, err
	}
	return len(p), nil
}
