package chat_test

import (
	"os"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestConversationsGoAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	chattest.Play(t, "testdata/*.talk")
}
