package webhooks_test

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/accord-tracker/accord/internal/commitments"
	"github.com/accord-tracker/accord/internal/store/storetest"
	"github.com/accord-tracker/accord/internal/webhooks"
)

// strict is a world whose worker lets nothing be sent to this machine.
func strict(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.options.Allowed = nil
	w.worker = w.another(w.store)
	return w
}

// sends one test message and returns what is kept of it, if it did not arrive.
func (w *world) sends(address string) []commitments.Delivery {
	w.Helper()
	id, _ := w.subscribes("ana", commitments.AddWebhook{URL: address})
	w.must(w.as("ana"), commitments.TestWebhook{Plan: slug, ID: id})
	w.pass()
	return w.deliveries(id, false)
}

func TestNothingIsSentToPrivateAddresses(t *testing.T) {
	t.Parallel()
	w := strict(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(w.receiver.URL, "http://"), ":")
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "2130706433"} {
		waiting := w.sends("http://" + host + ":" + port + "/")
		if len(waiting) != 1 || waiting[0].Status != 0 {
			t.Errorf("%s: got %+v, want it to be refused", host, waiting)
			continue
		}
		// A name that this machine cannot look up at all, or a family that it does not have, is no hole either.
		if trouble := waiting[0].Trouble; trouble != commitments.TroubleRefusedAddress && host != "2130706433" && !strings.Contains(host, ":") {
			t.Errorf("%s: got %s, want a refused address", host, trouble)
		}
	}
	if got := w.receiver.arrivals(); len(got) != 0 {
		t.Errorf("the receiver got %v", told(got))
	}
}

func TestAddressesInsideAreKnown(t *testing.T) {
	t.Parallel()
	none := webhooks.Options{}
	for _, inside := range []string{
		"10.0.0.1", "172.16.5.4", "192.168.1.1", "127.0.0.53", "169.254.169.254", "100.64.0.1", "0.1.2.3", "192.0.0.8", "192.0.2.1",
		"198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
		"::ffff:10.0.0.1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1", "2001::1",
		"64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "100::1", "3fff::1",
	} {
		if !none.Refuses("https://" + bracketed(inside) + "/") {
			t.Errorf("%s passes", inside)
		}
	}
	for _, outside := range []string{"1.1.1.1", "8.8.8.8", "100.63.0.1", "172.32.0.1", "2606:4700::1", "64:ff9b::101:101", "2002:808:808::1"} {
		if none.Refuses("https://" + bracketed(outside) + "/") {
			t.Errorf("%s is refused", outside)
		}
	}
	allowing := webhooks.Options{Allowed: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	if allowing.Refuses("https://10.1.2.3/") || !allowing.Refuses("https://10.2.2.3/") {
		t.Error("what is allowed is not what was allowed")
	}
	if none.Refuses("https://example.org/") {
		t.Error("a name is refused before it was looked up")
	}
}

func bracketed(address string) string {
	if strings.Contains(address, ":") {
		return "[" + address + "]"
	}
	return address
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	elsewhere := newReceiver(t)
	for _, code := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		w.receiver.answers(func(r http.ResponseWriter, _ arrival) {
			r.Header().Set("Location", elsewhere.URL)
			r.WriteHeader(code)
		})
		waiting := w.sends("")
		if len(waiting) != 1 || waiting[0].Status != code || waiting[0].Trouble != commitments.TroubleRedirect {
			t.Errorf("%d: got %+v, want a redirect that failed", code, waiting)
		}
		if waiting[0].ID == "" || len(elsewhere.arrivals()) != 0 {
			t.Errorf("%d was followed", code)
		}
	}
}

func TestAnEndlessAnswerIsNotRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	w.receiver.answers(func(r http.ResponseWriter, _ arrival) {
		chunk := []byte(strings.Repeat("x", 1<<16))
		for range 1 << 14 { // a gigabyte, if somebody reads it
			if _, err := r.Write(chunk); err != nil {
				return
			}
		}
		t.Error("the whole answer was read")
	})
	if waiting := w.sends(""); len(waiting) != 0 {
		t.Errorf("got %+v, want it to have arrived: it was answered 200", waiting)
	}
}

func TestOnlyASecureReceiverThatIsWhoItSaysIsSentTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t).Open(t))
	secure := httptest.NewTLSServer(w.receiver)
	t.Cleanup(secure.Close)
	w.options.Plain = false
	w.worker = w.another(w.store)
	if waiting := w.sends(""); len(waiting) != 1 || waiting[0].Trouble != commitments.TroubleRefusedAddress {
		t.Errorf("http: got %+v, want it to be refused", waiting)
	}
	if waiting := w.sends(secure.URL); len(waiting) != 1 || waiting[0].Trouble != commitments.TroubleUnreachable {
		t.Errorf("a certificate that nobody knows: got %+v, want it to be refused", waiting)
	}
	if got := w.receiver.arrivals(); len(got) != 0 {
		t.Errorf("got %v, want nothing", told(got))
	}
	w.options.Roots = x509.NewCertPool()
	w.options.Roots.AddCert(secure.Certificate())
	w.worker = w.another(w.store)
	if waiting := w.sends(secure.URL); len(waiting) != 0 {
		t.Errorf("a certificate that is known: got %+v, want it to have arrived", waiting)
	}
}
