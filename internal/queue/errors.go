package queue

import "errors"

// ErrLost says that somebody else has claimed the row meanwhile, because its time had run out.
var ErrLost = errors.New("claimed by somebody else meanwhile")
