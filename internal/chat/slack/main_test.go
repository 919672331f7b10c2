package slack

import (
	"os"
	"testing"

	"github.com/accord-tracker/accord/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
