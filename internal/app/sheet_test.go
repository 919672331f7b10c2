package app_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/accord-tracker/accord/internal/bundle/sheet/sheettest"
)

// fill is somebody who fills in a workbook, as scripts call them: fill IN OUT C-1 percent=60 'note=held in May'.
func fill() {
	values := map[string]any{}
	for _, value := range os.Args[4:] {
		column, text, _ := strings.Cut(value, "=")
		values[column] = text
	}
	content, err := os.ReadFile(os.Args[1])
	if err == nil {
		content, err = sheettest.Fill(content, os.Args[3], values)
	}
	if err == nil {
		err = os.WriteFile(os.Args[2], content, 0o600)
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
