-- Which generation of the program's readers has read a content last, so that what older ones have read can be read anew in
-- the background, a few at a time, and what they found stays until then.

ALTER TABLE contents ADD COLUMN reader smallint NOT NULL DEFAULT 1;

COMMENT ON COLUMN contents.reader IS 'Which generation of the program''s readers has read it last.';

CREATE INDEX contents_by_reader ON contents (reader) WHERE state <> 'waiting';
