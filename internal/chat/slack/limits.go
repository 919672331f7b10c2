package slack

import "time"

// What Slack accepts (S-26, S-27, S-39; the numbers are those of Slack's own typings and method pages). Lengths are in
// runes, which is what Slack's own libraries count; where a page says "characters" the shorter reading is taken.
const (
	maxText          = 4000   // chat.postMessage: text, beyond which Slack advises against; chat.update: text
	maxTextCut       = 40_000 // chat.postMessage: text, beyond which Slack cuts
	aimText          = 3500   // beyond which a reply becomes several messages (S-26)
	maxBlocks        = 50     // of a message
	maxViewBlocks    = 100    // of a modal and of App Home
	maxHeader        = 150    // header: text
	maxSection       = 3000   // section: text
	maxFields        = 10     // section: fields
	maxField         = 2000   // section: text of a field
	maxActions       = 25     // actions: elements
	maxContext       = 10     // context: elements
	maxTables        = 1      // table: in a message; a view takes none
	maxTableRows     = 100    // table: rows, the header included
	maxTableColumns  = 20     // table: cells of a row
	maxTableText     = 10_000 // table: all its cells together
	maxRichText      = 3000   // rich_text: aimed at; a block that is longer is cut in two
	maxButton        = 75     // button: text
	maxButtonValue   = 2000   // button: value
	maxAccessibility = 75     // button: accessibility_label
	maxURL           = 3000   // button and link: url
	maxID            = 255    // action_id, block_id, callback_id, external_id
	maxOptionText    = 75     // option: text
	maxOptionValue   = 75     // option: value
	maxOptions       = 100    // select: options
	maxChecks        = 10     // radio buttons, check boxes: options
	maxLabel         = 2000   // input: label
	maxHint          = 2000   // input: hint
	maxPlaceholder   = 150    // input: placeholder
	maxInput         = 3000   // plain_text_input: initial_value, max_length
	maxViewTitle     = 24     // modal: title, submit, close
	maxPrivate       = 3000   // view: private_metadata
	maxView          = 250_000
	maxConfirmTitle  = 100 // confirm: title
	maxConfirmText   = 300 // confirm: text
	maxConfirmButton = 30  // confirm: confirm, deny
	maxMessages      = 4   // of our own: a reply that needs more is a file
)

// What Slack's clock allows.
const (
	responseURLLife = 30 * time.Minute // S-18
	responseURLUses = 2                // S-18: of the five that there are
	callTimeout     = 10 * time.Second // S-42: of a call
	parkedFor       = 30 * time.Second // S-40: after a 429 without Retry-After
)

// The pace of sending (S-39): Slack takes one message a second in a conversation and several hundred a minute in a
// workspace; we stay below.
const (
	conversationPace  = 1.0 // messages a second
	conversationBurst = 3
	workspacePace     = 4.0
	workspaceBurst    = 8
	methodPace        = 1.0 // calls a second of any other method
	methodBurst       = 5
)

// What the manifest may say (Slack's app manifest reference).
const (
	maxAppName        = 35
	maxAppDescription = 140
	maxAppLong        = 4000
	maxBotName        = 80
	maxCommands       = 50
	maxCommandName    = 32
	maxCommandText    = 2000
	maxCommandHint    = 1000
	maxShortcuts      = 10
	maxShortcutName   = 24
	maxShortcutText   = 150
	maxUnfurlDomains  = 5
	maxRedirects      = 1000
	maxScopes         = 255
	maxEvents         = 100
)
