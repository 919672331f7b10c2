package store

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/accord-tracker/accord/internal/commitments"
)

// ErrCursor says that a text is no cursor of a list in this order.
var ErrCursor = errors.New("not a cursor of this list")

// cursor is the last row of a page: the next one begins after it, whatever was written meanwhile. Only a list by best
// match counts rows, because the rank of a row is no fact of the row.
type cursor struct {
	Order  commitments.Order `json:"o,omitempty"`
	Key    string            `json:"k,omitempty"`
	Number int               `json:"n,omitempty"`
	Rows   int               `json:"r,omitempty"`
	set    bool
}

func parseCursor(text string, order commitments.Order) (cursor, error) {
	var c cursor
	if text == "" {
		return c, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil || c.Order != order || c.Number < 0 || c.Rows < 0 || sound(c) != nil {
		return cursor{}, fmt.Errorf("%.60q: %w", text, ErrCursor)
	}
	c.set = true
	return c, nil
}

func (c cursor) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("store: a cursor has no JSON: %v", err)) // cannot be
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// cursorAfter is the cursor of the page after the one that ends with the row.
func (x *search) cursorAfter(row *commitmentRow, rows int) cursor {
	c := cursor{Order: x.Order, Number: row.Number}
	switch x.Order {
	case commitments.ByDue:
		if c.Key = string(row.DueOn); c.Key == "" {
			c.Key = "~"
		}
	case commitments.ByNews, commitments.ByNewest:
		c.Key = string(row.LastNewsOn)
	case commitments.BestText:
		c.Number, c.Rows = 0, x.after.Rows+rows
	}
	return c
}
