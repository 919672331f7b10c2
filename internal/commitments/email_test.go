package commitments_test

import (
	"testing"
	"time"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/people"
	"github.com/accord-tracker/accord/internal/queue"
	"github.com/accord-tracker/accord/internal/store"
	"github.com/accord-tracker/accord/internal/store/storetest"
)

// codes are those that wait to be sent, and where to.
func (w *world) codes() []queue.Code {
	w.Helper()
	list, err := w.store.ClaimSendings(w.Context(), "mail", w.clock.Now(), w.clock.Now().Add(time.Minute), 10)
	if err != nil {
		w.Fatal(err)
	}
	var codes []queue.Code
	for i := range list {
		c, err := queue.CodeOf(list[i])
		if err != nil {
			w.Fatal(err)
		}
		codes = append(codes, c)
		if err := w.store.NoteSent(w.Context(), &list[i], w.clock.Now(), "sent"); err != nil {
			w.Fatal(err)
		}
	}
	return codes
}

func (w *world) address(name string) string {
	w.Helper()
	return w.as(name).Actor.Member.Email
}

func TestAnAddressIsTheMembersOnceTheCodeHasComeBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		w.joins("ben", "anfrel", people.FocalPoint)
		w.must(w.as("ana"), commitments.SetEmail{Plan: slug, Address: "ana@example.org", Language: "fr"})
		if got := w.address("ana"); got != "" {
			t.Errorf("before it is confirmed: got %q", got)
		}
		sent := w.codes()
		if len(sent) != 1 || sent[0].Address != "ana@example.org" || sent[0].Language != "fr" {
			t.Fatalf("codes: got %v", sent)
		}
		for _, wrong := range []commitments.Origin{w.as("ben")} {
			if _, err := w.service.Do(t.Context(), wrong, commitments.ConfirmEmail{Plan: slug, Code: sent[0].Code}); err == nil {
				t.Error("somebody else confirms it")
			}
		}
		w.must(w.as("ana"), commitments.ConfirmEmail{Plan: slug, Code: " " + sent[0].Code[:4] + "-" + sent[0].Code[4:]})
		if got := w.address("ana"); got != "ana@example.org" {
			t.Errorf("after it: got %q", got)
		}
		if _, err := w.service.Do(t.Context(), w.as("ana"), commitments.ConfirmEmail{Plan: slug, Code: sent[0].Code}); err == nil {
			t.Error("a code confirms twice")
		}
		w.must(w.as("ana"), commitments.RemoveEmail{Plan: slug})
		if got := w.address("ana"); got != "" {
			t.Errorf("forgotten: got %q", got)
		}
	})
}

func TestALateCodeConfirmsNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		w.must(w.as("ana"), commitments.SetEmail{Plan: slug, Address: "ana@example.org"})
		code := w.codes()[0].Code
		w.clock.Forward(people.EmailCodeLasts)
		if _, err := w.service.Do(t.Context(), w.as("ana"), commitments.ConfirmEmail{Plan: slug, Code: code}); err == nil {
			t.Error("a code confirms after its time")
		}
	})
}

func TestTheAdministratorNamesAnAddressThatItsOwnerConfirms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.joins("ana", "ndi", people.FocalPoint)
		key := w.as("ana").Actor.Member.Key
		w.must(operator(), commitments.SetEmail{Plan: slug, Member: key, Address: "ana@example.org"})
		if got := w.address("ana"); got != "" {
			t.Errorf("before it is confirmed: got %q", got)
		}
		w.must(w.as("ana"), commitments.ConfirmEmail{Plan: slug, Code: w.codes()[0].Code})
		w.must(operator(), commitments.RemoveEmail{Plan: slug, Member: key})
		if got := w.address("ana"); got != "" {
			t.Errorf("forgotten: got %q", got)
		}
	})
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "ana", "ana@", "@example.org", "ana@example", "ana@example..org", "a b@example.org", "ana@example.org\r\nBcc: x@example.org", "Ana <ana@example.org>",
		"ana@example.org,bo@example.org", `"a b"@example.org`, "ana@-example.org", "ana\u200b@example.org", "ana@exa\u202emple.org", ".ana@example.org",
	} {
		if people.ValidEmail(address) {
			t.Errorf("%q is taken for an address", address)
		}
	}
	for _, address := range []string{"ana@example.org", "ana+accord@sub.example.org", "anä@bücher.example", "أنا@مثال.إختبار", "o'neil@example.org"} {
		if !people.ValidEmail(address) {
			t.Errorf("%q is refused", address)
		}
	}
}
