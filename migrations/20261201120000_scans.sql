-- What the virus scanner said, once for equal bytes. Rows come by a trigger, whatever way a version came, and are the queue of
-- the scan as well; what is scanned before it becomes a version has its row already. That nobody gets what is quarantined is
-- decided where bytes are read (src/storage/withheld.rs); its words leave the search here.

CREATE TABLE virus_scans (
    sha256         bytea       NOT NULL,
    size           bigint      NOT NULL,
    state          text        NOT NULL DEFAULT 'waiting',
    signature      text,
    reason         text,
    scanner        text,
    scanned_at     timestamptz,
    ready_at       timestamptz DEFAULT '-infinity',
    attempts       integer     NOT NULL DEFAULT 0,
    released_at    timestamptz,
    released_by    text,
    release_reason text,

    CONSTRAINT virus_scans_pkey PRIMARY KEY (sha256),
    CONSTRAINT virus_scans_sha256_is_whole CHECK (octet_length(sha256) = 32),
    CONSTRAINT virus_scans_state_is_known CHECK (state IN ('waiting', 'clean', 'infected', 'unscanned')),
    CONSTRAINT virus_scans_find_something CHECK ((state = 'infected') = (signature IS NOT NULL)),
    CONSTRAINT virus_scans_say_why_not CHECK ((state = 'unscanned') = (reason IS NOT NULL)),
    CONSTRAINT virus_scans_reason_is_known CHECK (reason IN ('too_large', 'limits', 'broken', 'lost')),
    CONSTRAINT virus_scans_result_has_a_time CHECK (state = 'waiting' OR scanned_at IS NOT NULL),
    CONSTRAINT virus_scans_release_is_whole CHECK (
        (released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL)
    ),
    CONSTRAINT virus_scans_release_what_was_found CHECK (released_at IS NULL OR state = 'infected'),
    CONSTRAINT virus_scans_release_reason_is_short CHECK (char_length(release_reason) BETWEEN 1 AND 500)
);

COMMENT ON TABLE virus_scans IS 'What the virus scanner said of each content; also the queue of what it is still to look at.';
COMMENT ON COLUMN virus_scans.sha256 IS 'Of the bytes, as in versions.';
COMMENT ON COLUMN virus_scans.size IS 'Of the bytes.';
COMMENT ON COLUMN virus_scans.state IS 'The last result. waiting: there is none. clean: nothing was found. infected: see signature. unscanned: the scanner did not look at all of it, see reason.';
COMMENT ON COLUMN virus_scans.signature IS 'What was found, as the scanner names it.';
COMMENT ON COLUMN virus_scans.reason IS 'too_large: larger than the scanner takes. limits: one of its limits was reached inside. broken: it broke off again and again. lost: the store could not give the bytes.';
COMMENT ON COLUMN virus_scans.scanner IS 'Program and signature database that said so, in the scanner''s own words. Equal bytes are not scanned again by the same one.';
COMMENT ON COLUMN virus_scans.scanned_at IS 'When it said so.';
COMMENT ON COLUMN virus_scans.ready_at IS 'In the queue: not before. Taking it moves this into the future, so that no other copy takes it. Null: not in the queue.';
COMMENT ON COLUMN virus_scans.attempts IS 'How often a scan was begun since the last result. The end of a scan names its attempt, so that a late one changes nothing.';
COMMENT ON COLUMN virus_scans.released_at IS 'When an administrator said that what was found is none; until something else is found in it.';
COMMENT ON COLUMN virus_scans.released_by IS 'Who that was, as "tenant|object id".';
COMMENT ON COLUMN virus_scans.release_reason IS 'Why, in their words.';

CREATE INDEX virus_scans_in_line ON virus_scans (ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX virus_scans_found ON virus_scans (scanned_at) WHERE state = 'infected';
CREATE INDEX virus_scans_not_done ON virus_scans (scanned_at) WHERE state = 'unscanned';

CREATE FUNCTION is_quarantined(scan virus_scans) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN scan.state = 'infected' AND scan.released_at IS NULL;

COMMENT ON FUNCTION is_quarantined IS 'Whether nobody gets these bytes.';

CREATE FUNCTION virus_scans_follow_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In one order, so that two that bring the same bytes do not wait for each other in a circle. Nothing can be in no bytes.
    INSERT INTO virus_scans (sha256, size)
    SELECT DISTINCT ON (sha256) sha256, size FROM added WHERE size > 0 ORDER BY sha256
    -- What could not be looked at is tried again; of the rest there is a result.
        ON CONFLICT (sha256) DO UPDATE SET ready_at = '-infinity', attempts = 0
     WHERE virus_scans.state IN ('waiting', 'unscanned') AND virus_scans.ready_at IS NULL;
    RETURN NULL;
END
$$;

CREATE TRIGGER versions_bring_virus_scans AFTER INSERT ON versions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION virus_scans_follow_versions();

INSERT INTO virus_scans (sha256, size) SELECT DISTINCT ON (sha256) sha256, size FROM versions WHERE size > 0 ORDER BY sha256;

-- The words of what is quarantined leave the search, and come back when it is released.
CREATE FUNCTION virus_scans_change_quarantine() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_quarantined(NEW) THEN
        UPDATE contents SET state = 'waiting', attempts = 0, ready_at = '-infinity', reason = NULL
         WHERE sha256 = NEW.sha256;
    ELSE
        -- A reader that is at it counts its attempts, and so is too late; whoever recognizes words in its pages (the next
        -- migration) finds that there is nothing to do any more.
        UPDATE contents
           SET state = 'unsupported', attempts = attempts + 1, reason = 'it is in quarantine', words = '',
               scan = 'none', scan_pages = '{}', scan_reason = NULL
         WHERE sha256 = NEW.sha256;
        DELETE FROM content_blocks WHERE sha256 = NEW.sha256;
        DELETE FROM recognized_pages WHERE sha256 = NEW.sha256;
        INSERT INTO search_queue (node_id) SELECT node_id FROM search_entries WHERE sha256 = NEW.sha256
            ON CONFLICT DO NOTHING;
    END IF;
    PERFORM pg_notify('latchkey', 'quarantine:');
    RETURN NULL;
END
$$;

-- Nearly every row is neither before nor after: each new version brings one.
CREATE TRIGGER virus_scans_come_quarantined AFTER INSERT ON virus_scans
    FOR EACH ROW WHEN (is_quarantined(NEW)) EXECUTE FUNCTION virus_scans_change_quarantine();

CREATE TRIGGER virus_scans_are_quarantined AFTER UPDATE ON virus_scans
    FOR EACH ROW WHEN (is_quarantined(OLD) <> is_quarantined(NEW)) EXECUTE FUNCTION virus_scans_change_quarantine();

-- Uploads that wait for the scanner.
ALTER TABLE uploads ADD COLUMN awaits_scan boolean NOT NULL DEFAULT false;
ALTER TABLE uploads ADD COLUMN refused text;
ALTER TABLE uploads ADD COLUMN replaces uuid;

COMMENT ON COLUMN uploads.awaits_scan IS 'All bytes are in the spool, and the virus scanner did not answer; the program goes on when it does, and it does not expire before.';
COMMENT ON COLUMN uploads.refused IS 'Why it became no document after it had waited for the virus scan, in a sentence for its sender; its bytes are gone. Null: it was not refused.';
COMMENT ON COLUMN uploads.replaces IS 'The document that it becomes a version of, whatever that is called by then; null: it goes by folder and name.';

ALTER TABLE uploads ADD CONSTRAINT uploads_refused_do_not_wait CHECK (refused IS NULL OR NOT awaits_scan);

-- As in 20261125111000_uploads_under_way.sql: an index alone answers.
DROP INDEX uploads_under_way;
CREATE INDEX uploads_under_way ON uploads (owner) INCLUDE (length, sha256, expires_at, awaits_scan) WHERE outcome IS NULL;
