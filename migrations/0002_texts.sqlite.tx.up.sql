-- What can be searched: seq 0 is the commitment itself, any other the note of that entry. The words are in the index
-- alone, under the same rowid.
create table texts (
  id integer primary key,
  plan_id text not null,
  number integer not null,
  seq integer not null,
  unique (plan_id, number, seq),
  foreign key (plan_id, number) references commitments (plan_id, number)
)
--bun:split
create virtual table texts_words using fts5 (
  words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
)
