package slack

import "testing"

// S-23, S-33.
func TestWhatSomebodyWroteIsReadAsTheyWroteIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ arrives, want string }{
		{"who 29c", "who 29c"},
		{"  log C-12 60%  ", "log C-12 60%"},
		{"hand over C-12 to <@U1|ana>", "hand over C-12 to <@U1>"},
		{"hand over C-12 to <@U1>", "hand over C-12 to <@U1>"},
		{"see <#C1|elections> and <#C2>", "see #elections and #C2"},
		{"log C-12 done <https://example.org/a?b=1&amp;c=2>", "log C-12 done https://example.org/a?b=1&c=2"},
		{"log C-12 done <http://example.org|example.org>", "log C-12 done http://example.org"},
		{"log C-12 done <https://example.org/report|the report>", "log C-12 done the report https://example.org/report"},
		{"write to <mailto:ana@example.org|ana@example.org>", "write to ana@example.org"},
		{"<!channel> <!here|here> <!subteam^S1|@team> <!date^1^{date}|25 November>", "@channel here @team 25 November"},
		{"&lt;!here&gt; &amp; &amp;lt; &quot;", "<!here> & &lt; &quot;"},
		{"a\u00a0b\u200bc\ufeff d\u202fe\u00ad", "a bc d e"},
		{"commit 25 “Joint paper” – by 2027", "commit 25 “Joint paper” – by 2027"},
		{"من يعمل على ٢٩ج", "من يعمل على ٢٩ج"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{":tada: done", ":tada: done"},
		{"a &lt; b and c &gt; d", "a < b and c > d"},
		{"bad \xff byte", "bad \uFFFD byte"},
	} {
		if got := plain(c.arrives); got != c.want {
			t.Errorf("%q: got %q, want %q", c.arrives, got, c.want)
		}
	}
}

func TestAMentionAtTheBeginningOrTheEndIsForTheBot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, rest string
		ok         bool
	}{
		{"<@UBOT> who 25", "who 25", true},
		{"<@UBOT|accord>: who 25", "who 25", true},
		{"\u200b <@UBOT>, who 25", "who 25", true},
		{"who 25 <@UBOT>", "who 25", true},
		{"who is on 25, <@UBOT>?", "who is on 25?", true},
		{"من يعمل على 25 <@UBOT>؟", "من يعمل على 25؟", true},
		{"<@UBOT>", "", true},
		{"<@UBOT> thanks <@UBOT>", "thanks <@UBOT>", true},
		{"we could ask <@UBOT> one day", "", false},
		{"<@U1> who 25", "", false},
		{"who 25", "", false},
		{"", "", false},
	} {
		rest, ok := addressed(c.text, "UBOT")
		if rest != c.rest || ok != c.ok {
			t.Errorf("%q: got %q %t, want %q %t", c.text, rest, ok, c.rest, c.ok)
		}
	}
	if _, ok := addressed("<@> who 25", ""); ok {
		t.Error("an unknown bot is mentioned")
	}
}

func TestThePrefixOfOtherPlatformsIsTakenAway(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"!accord who 25": "who 25", "!Accord": "help", "!accordion": "!accordion", "who 25": "who 25", "!acc": "!acc",
	} {
		if got := withoutPrefix(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, text := range []string{"<@U1|a> <#C|b> <https://x|y>", "<<>|>", "&amp;lt;!here&gt;", "<!date^1^x|y>"} {
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		plain(text)
		addressed(text, "UBOT")
	})
}
