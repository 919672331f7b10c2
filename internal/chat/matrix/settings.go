package matrix

// Settings say which account the bot has, and how it signs in. Either Token or Password is given.
type Settings struct {
	Homeserver  string // base address of its client API: https://matrix.example.org
	User        string // full user id: @accord:example.org
	Token       string
	Password    string
	PickleKey   string
	RecoveryKey string
	Encryption  Encryption
}

// Encryption says whether the bot takes part in encrypted rooms.
type Encryption string

const (
	On  Encryption = "on" // what this build cannot do is then refused at the start
	Off Encryption = "off"
)
