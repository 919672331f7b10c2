-- What a message that nobody asked for offers to the person it is for, by number: they may answer it for weeks.
alter table matrix_utterances add column person {{.text}} not null default ''
--bun:split
alter table matrix_utterances add column choices {{.text}} not null default ''
