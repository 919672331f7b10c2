package render

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// FindChromium looks for a browser that can print: Chromium or Chrome, by the names they are installed under.
func FindChromium() (path string, ok bool) {
	for _, name := range [...]string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, true
		}
	}
	return "", false
}

// Chromium is PDF as a browser prints the HTML: tagged, so that a screen reader finds headings and tables, with the
// fonts of the machine. It takes seconds, and its bytes differ from run to run.
func Chromium(path string) Format {
	return Format{
		Name: "pdf", MediaType: "application/pdf", Extension: ".pdf",
		write: modelled(func(ctx context.Context, m *model, w io.Writer) error { return printHTML(ctx, path, m, w) }),
	}
}

// printHTML has the browser print a page that needs nothing from outside, with a profile that is thrown away.
func printHTML(ctx context.Context, browser string, m *model, w io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "accord-report-")
	if err != nil {
		return err
	}
	defer func() {
		if removed := os.RemoveAll(folder); err == nil {
			err = removed
		}
	}()
	var page bytes.Buffer
	if err := writeHTML(ctx, m, &page); err != nil {
		return err
	}
	from, to := filepath.Join(folder, "report.html"), filepath.Join(folder, "report.pdf")
	if err := os.WriteFile(from, page.Bytes(), 0o600); err != nil {
		return err
	}
	arguments := []string{
		"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
		"--user-data-dir=" + filepath.Join(folder, "profile"), "--no-pdf-header-footer", "--generate-pdf-document-outline", "--print-to-pdf=" + to,
	}
	if os.Geteuid() == 0 {
		arguments = append(arguments, "--no-sandbox") // the browser refuses to start as root with it
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(from)}
	command := exec.CommandContext(ctx, browser, append(arguments, address.String())...)
	command.WaitDelay = 5 * time.Second // for what the browser started, once it is gone or told to stop
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", browser, err, bytes.TrimSpace(out))
	}
	file, err := os.Open(to)
	if err != nil {
		return fmt.Errorf("%s printed nothing: %w", browser, err)
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}
