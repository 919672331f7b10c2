package slack_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/accord-tracker/accord/internal/chat/chattest"
	"github.com/accord-tracker/accord/internal/i18n"
)

// S-17.
func TestConversationsGoOverBothTransportsWordForWord(t *testing.T) {
	t.Parallel()
	for _, over := range transports() {
		t.Run(string(over), func(t *testing.T) {
			t.Parallel()
			chattest.PlayOn{
				Pattern: "../testdata/*.talk", Stage: onSlack(over), Differs: asSlackNamesIt,
				LeftOut: map[string]string{
					"log/forms":               "what is wrong in a form is said beside its fields: TestFormsAreCheckedWhereTheyAreFilledIn",
					"commit/forms":            "the same",
					"report/In a shared room": "the file goes to the person alone first: the cases of files",
				},
			}.Run(t)
		})
	}
}

var (
	accountForm = regexp.MustCompile(`[\p{L}0-9-]+(, on the console|, en la consola|, via la console|، عبر الطرفية)`)
	unlinkForm  = regexp.MustCompile(`((?:unlink|délier|desvincular|افصل) )(console local )?(ana2?)\b`)
	onConsole   = strings.NewReplacer("on the console", "on Slack", "en la consola", "en Slack", "via la console", "via Slack", "عبر الطرفية", "عبر Slack")
)

// asSlackNamesIt has accounts by the names that they have in Slack, and nothing of what holds for a terminal alone.
func asSlackNamesIt(text string) string {
	text = accountForm.ReplaceAllStringFunc(chattest.Alike(text), func(found string) string {
		name, _, _ := strings.Cut(strings.ReplaceAll(found, "،", ","), ",")
		return userID(name) + onConsole.Replace(strings.TrimPrefix(found, name))
	})
	text = unlinkForm.ReplaceAllStringFunc(text, func(found string) string {
		parts := unlinkForm.FindStringSubmatch(found)
		if parts[2] != "" {
			parts[2] = "slack T0001 "
		}
		return parts[1] + parts[2] + userID(parts[3])
	})
	for _, sentence := range ofTerminals() {
		text = strings.ReplaceAll(text, "\n\n"+sentence, "")
	}
	return text
}

// ofTerminals are the sentences that hold for a terminal alone.
var ofTerminals = sync.OnceValue(func() []string {
	catalogue, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	var all []string
	for _, language := range []string{"en", "fr", "es", "ar"} {
		all = append(all, chattest.Alike(catalogue.Printer(language).Sentence("follow.terminal")))
	}
	return all
})
