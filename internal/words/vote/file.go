package vote

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// mostBytes is the largest table that is read.
const mostBytes = 16 << 20

// Bytes are the model as it is kept in a file: compressed, read again by Load.
func (m *Model) Bytes() ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress votes: %w", err)
	}
	head := strings.Join(m.choices, " ")
	numbers := []uint64{uint64(len(head)), uint64(m.buckets), math.Float64bits(m.scale)}
	table := make([]byte, len(m.weights))
	for i, x := range m.weights {
		table[i] = byte(x)
	}
	for _, part := range []any{numbers, []byte(head), table} {
		if err := binary.Write(w, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("write votes: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress votes: %w", err)
	}
	return out.Bytes(), nil
}

// Load reads a model that Bytes wrote. No bytes are an empty model.
func Load(data []byte) (*Model, error) {
	if len(data) == 0 {
		return &Model{}, nil
	}
	r := flate.NewReader(bytes.NewReader(data))
	all, err := io.ReadAll(io.LimitReader(r, mostBytes))
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	const numbers = 3 * 8
	if len(all) < numbers {
		return nil, fmt.Errorf("read votes: %d bytes are no table", len(all))
	}
	head, buckets := binary.LittleEndian.Uint64(all), binary.LittleEndian.Uint64(all[8:])
	m := &Model{scale: math.Float64frombits(binary.LittleEndian.Uint64(all[16:]))}
	all = all[numbers:]
	if head > uint64(len(all)) || buckets == 0 || buckets > mostBytes {
		return nil, fmt.Errorf("read votes: a table of %d rows is damaged", buckets)
	}
	m.choices, m.buckets = strings.Fields(string(all[:head])), int(buckets)
	all = all[head:]
	if len(all) != m.buckets*len(m.choices) {
		return nil, fmt.Errorf("read votes: %d weights for %d choices of %d rows", len(all), len(m.choices), m.buckets)
	}
	m.weights = make([]int8, len(all))
	for i, x := range all {
		m.weights[i] = int8(x)
	}
	return m, nil
}
