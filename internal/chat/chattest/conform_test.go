package chattest_test

import (
	"os"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestTheConsoleConforms(t *testing.T) {
	t.Parallel()
	chattest.Conform{Stage: chattest.OnConsole, Lacks: chattest.ConsoleLacks()}.Run(t)
}
