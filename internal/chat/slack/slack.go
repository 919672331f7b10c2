// Package slack puts the bot into Slack. What Slack tells us comes in over HTTP or a socket (Ingress), becomes a row of
// the inbox and is handled there (Handler): a sentence for the bot, the press of a button, a form. What the bot answers,
// and what it says by itself, leaves the outbox as messages, files, forms and App Home (Output). Whose workspace it is and
// with which token it is spoken to is known by Installations, and who somebody is by Accounts.
//
// It has no rule about commitments: it makes chat.Messages and shows reply.Replies. Every text for Slack is made in
// escape.go and every limit of Slack's stands in limits.go. S-nn in comments are the requirements on a Slack bot, U-nn
// those on conduct in a chat; docs/slack.md lists them.
package slack
