// Package matrix is the bot's place in Matrix: what people write in its rooms becomes a chat.Message, and letters become
// messages of its own. One program at a time syncs an account, under a lease. What a sync brings is kept in the inbox
// together with the sync token, and handled from there; what is to be said goes out from the outbox under a transaction
// id of its row, so that neither a crash nor a second program says or does anything twice.
//
// The package knows nothing of commitments. Encryption is behind Cipher: the files that need mautrix's crypto package
// are built with the tag goolm alone.
package matrix

import "github.com/accord-tracker/accord/internal/people"

// Platform is the name of Matrix in the queue; people.Matrix is the same word.
const Platform = string(people.Matrix)
