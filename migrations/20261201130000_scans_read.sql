-- Words in scans and pictures: which pages have no text of their own, what was recognized on them, and the queue of that work. It
-- goes on beside the reading of texts, which never waits for it. The words join those of the text when the content is read the
-- next time.

ALTER TABLE contents
    ADD COLUMN scan          text        NOT NULL DEFAULT 'none',
    ADD COLUMN scan_pages    integer[]   NOT NULL DEFAULT '{}',
    ADD COLUMN scan_attempts integer     NOT NULL DEFAULT 0,
    ADD COLUMN scan_ready_at timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN scan_ended_at timestamptz,
    ADD COLUMN scan_reason   text,
    ADD CONSTRAINT contents_scan_is_known CHECK (scan IN ('none', 'waiting', 'done', 'partial', 'empty', 'failed')),
    ADD CONSTRAINT contents_scan_has_a_reason CHECK (scan NOT IN ('partial', 'failed') OR scan_reason IS NOT NULL);

COMMENT ON COLUMN contents.scan IS 'Whether words were recognized in what is only a picture. none: there is no such page. waiting: to be recognized. done: recognized. partial: on some pages, see scan_reason. empty: no words were seen. failed: not possible, see scan_reason.';
COMMENT ON COLUMN contents.scan_pages IS 'Its pages without text of their own, from 1; empty for a picture, of which each page is one.';
COMMENT ON COLUMN contents.scan_attempts IS 'How often it was begun since a page of it was recognized.';
COMMENT ON COLUMN contents.scan_ready_at IS 'While waiting: not before. Beginning moves it into the future, again after each page, so that no other copy begins; it also identifies the attempt.';
COMMENT ON COLUMN contents.scan_ended_at IS 'When the last attempt ended.';
COMMENT ON COLUMN contents.scan_reason IS 'Why it failed, was left in part, or will be tried again.';

CREATE INDEX contents_to_recognize ON contents (scan_ready_at) WHERE scan = 'waiting';
CREATE INDEX contents_not_recognized ON contents (scan_ended_at) WHERE scan_reason IS NOT NULL;

CREATE TABLE recognized_pages (
    sha256 bytea   NOT NULL,
    page   integer NOT NULL,
    text   text    NOT NULL,
    reason text,
    took   integer NOT NULL,

    CONSTRAINT recognized_pages_pkey PRIMARY KEY (sha256, page),
    CONSTRAINT recognized_pages_of_a_content FOREIGN KEY (sha256) REFERENCES contents (sha256) ON DELETE CASCADE
);

COMMENT ON TABLE recognized_pages IS 'What was recognized on each page that is only a picture. It is kept, so that a restart or a new reader of texts costs no page twice.';
COMMENT ON COLUMN recognized_pages.sha256 IS 'As in contents.';
COMMENT ON COLUMN recognized_pages.page IS 'From 1.';
COMMENT ON COLUMN recognized_pages.text IS 'Its words; empty when none were seen.';
COMMENT ON COLUMN recognized_pages.reason IS 'Why it cannot be made a picture of; null: it was recognized.';
COMMENT ON COLUMN recognized_pages.took IS 'Milliseconds.';
