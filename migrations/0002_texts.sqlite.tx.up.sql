-- What can be searched: seq 0 is the commitment itself, any other the note of that entry. The words are kept beside the
-- index because they are needed to take a text out of it.
create table texts (
  id integer primary key,
  plan_id text not null,
  number integer not null,
  seq integer not null,
  words text not null,
  unique (plan_id, number, seq),
  foreign key (plan_id, number) references commitments (plan_id, number)
)
--bun:split
create virtual table texts_words using fts5 (
  words, content = 'texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
)
--bun:split
-- What is taken out, because it was redacted, leaves the file at once and not only when parts of the index are merged.
insert into texts_words (texts_words, rank) values ('secure-delete', 1)
