package slack

import (
	"encoding/json"
	"time"

	"github.com/accord-tracker/accord/internal/people"
)

// How long buttons can be pressed. A reminder may be answered where it stands for weeks; what a button says is a
// sentence that one could type at any time, so that a late press does no harm.
const offerLife = 30 * 24 * time.Hour

// offers are the actions of a message as they are kept. What is for one person is theirs alone (S-44).
func (o *Output) offers(p post) []people.Offer {
	now := o.Now()
	var offers []people.Offer
	for _, a := range p.message.actions {
		offer := people.Offer{
			Token: a.Token, Realm: p.sending.Realm, Room: p.room, Subject: p.letter.Subject, Message: p.sending.Key, Line: a.Line,
			Say: a.Say, Form: a.Form, Once: a.Once || a.Say != "" && o.Bot.Once(a.Say), CreatedAt: now, ExpiresAt: now.Add(offerLife),
		}
		if len(a.Values) > 0 {
			offer.Values = string(encoded(a.Values))
		}
		offers = append(offers, offer)
	}
	return offers
}

func valuesOf(o people.Offer) map[string]string {
	values := map[string]string{}
	if o.Values != "" {
		_ = json.Unmarshal([]byte(o.Values), &values) // what another program wrote is no values
	}
	return values
}
