package mail

import (
	"context"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/queue"
	gomail "github.com/wneessen/go-mail"
)

// transmit gives a message to the server and says what came of it: a refusal for good (5xx) is given up, one for now (4xx)
// and every trouble of the network is tried again. If the server fell silent after it had the whole message, it may have
// taken it: it is sent again with the same Message-ID, by which mailboxes know a second copy.
func (s *Sender) transmit(ctx context.Context, message *gomail.Msg) queue.Result {
	client, err := s.client()
	if err != nil {
		return queue.Failed(err)
	}
	err = client.DialAndSendWithContext(ctx, message)
	if message.IsDelivered() { // whatever the server says after that
		return queue.Sent(message.GetMessageID())
	}
	said, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return queue.Failed(fmt.Errorf("reach the server: %w", err))
	}
	told := tell(said)
	switch code := said.ErrorCode(); {
	case code >= 500 && aboutTheMessage(said):
		return queue.Refused(told)
	case said.Reason == gomail.ErrSMTPDataClose && code == 0:
		return queue.Unknown(told)
	}
	return queue.Failed(told)
}

// aboutTheMessage says whether a refusal is of this message or its reader. That of the sender alone is the server's
// settings or ours, which somebody will mend.
func aboutTheMessage(e *gomail.SendError) bool {
	switch e.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return true
	}
	return false
}

// tell says what a server said without the address, which is in the error too and has no place in a log.
func tell(e *gomail.SendError) error {
	if e.ErrorCode() == 0 {
		return fmt.Errorf("%s: no answer", e.Reason)
	}
	return fmt.Errorf("%s: the server answered %d %s", e.Reason, e.ErrorCode(), e.EnhancedStatusCode())
}
