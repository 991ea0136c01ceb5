-- Links for people outside. What a link opens is granted to it as to a person (grants.subject is link:<id>), so that level_of
-- stays the one rule; that its maker may still say who sees the thing is asked at each use.

CREATE TABLE share_links (
    id             uuid        NOT NULL,
    node_id        uuid        NOT NULL,
    secret_sha256  bytea       NOT NULL,
    takes_files    boolean     NOT NULL,
    note           text        NOT NULL DEFAULT '',
    made_at        timestamptz NOT NULL,
    made_by        text        NOT NULL,
    ends_at        timestamptz NOT NULL,
    password       text,
    downloads_left integer,
    ended_at       timestamptz,
    ended_by       text,

    CONSTRAINT share_links_pkey PRIMARY KEY (id),
    CONSTRAINT share_links_secret_is_taken UNIQUE (secret_sha256),
    CONSTRAINT share_links_of_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE,
    CONSTRAINT share_links_secret_is_a_hash CHECK (octet_length(secret_sha256) = 32),
    CONSTRAINT share_links_note_is_short CHECK (char_length(note) <= 200),
    CONSTRAINT share_links_downloads_are_counted CHECK (downloads_left >= 0),
    CONSTRAINT share_links_end_is_whole CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

COMMENT ON TABLE share_links IS 'Links that open one folder or document to people outside, without a sign-in.';
COMMENT ON COLUMN share_links.id IS 'Stands in grants.subject, as link:<id>, and names what came through the link, as "link|<id>".';
COMMENT ON COLUMN share_links.node_id IS 'The folder or document.';
COMMENT ON COLUMN share_links.secret_sha256 IS 'SHA-256 of the secret in the address, which is kept nowhere.';
COMMENT ON COLUMN share_links.takes_files IS 'True: whoever has it sends files into the folder and sees nothing; false: they see and download.';
COMMENT ON COLUMN share_links.note IS 'What it is for, in the words of its maker.';
COMMENT ON COLUMN share_links.made_at IS 'When it was made.';
COMMENT ON COLUMN share_links.made_by IS 'Who made it, as "tenant|object id". It opens nothing while they do not own the thing.';
COMMENT ON COLUMN share_links.ends_at IS 'From then on it opens nothing.';
COMMENT ON COLUMN share_links.password IS 'Argon2id of the password, in the PHC string format; null: none is asked for.';
COMMENT ON COLUMN share_links.downloads_left IS 'So many downloads are left; null: any number.';
COMMENT ON COLUMN share_links.ended_at IS 'When it was ended before its time; null: it was not.';
COMMENT ON COLUMN share_links.ended_by IS 'Who ended it, as "tenant|object id".';

CREATE INDEX share_links_of_a_node ON share_links (node_id);

CREATE TABLE share_link_uses (
    id      bigint      GENERATED ALWAYS AS IDENTITY,
    link_id uuid        NOT NULL,
    at      timestamptz NOT NULL,
    kind    text        NOT NULL,
    node_id uuid,
    sha256  bytea,
    address text,
    name    text,

    CONSTRAINT share_link_uses_pkey PRIMARY KEY (id),
    CONSTRAINT share_link_uses_of_a_link FOREIGN KEY (link_id) REFERENCES share_links (id) ON DELETE CASCADE,
    CONSTRAINT share_link_uses_kind_is_known CHECK (kind IN ('opened', 'downloaded', 'sent')),
    CONSTRAINT share_link_uses_name_is_short CHECK (char_length(name) <= 200)
);

COMMENT ON TABLE share_link_uses IS 'Who opened a link, downloaded by it or sent by it, and when.';
COMMENT ON COLUMN share_link_uses.id IS 'Order of writing.';
COMMENT ON COLUMN share_link_uses.link_id IS 'The link.';
COMMENT ON COLUMN share_link_uses.at IS 'When.';
COMMENT ON COLUMN share_link_uses.kind IS 'opened: its page was shown; downloaded; sent: a file came.';
COMMENT ON COLUMN share_link_uses.node_id IS 'What was downloaded or sent.';
COMMENT ON COLUMN share_link_uses.sha256 IS 'The bytes that were downloaded; null for an archive.';
COMMENT ON COLUMN share_link_uses.address IS 'The network address that it came from, as far as a trusted proxy tells.';
COMMENT ON COLUMN share_link_uses.name IS 'What the sender calls themselves; nobody has checked it.';

CREATE INDEX share_link_uses_of_a_link ON share_link_uses (link_id, at);

ALTER TABLE grants DROP CONSTRAINT grants_subject_is_known;
ALTER TABLE grants ADD CONSTRAINT grants_subject_is_known CHECK (
    subject ~ '^(person:.+[|].+|address:[^@[:space:]]+@[^@[:space:]]+|role:(reader|editor|admin)|(group|link):[0-9a-f-]{36})$'
    AND octet_length(subject) <= 600
);
COMMENT ON COLUMN grants.subject IS 'Who: person:<tenant>|<object id>, group:<id>, role:<role>, link:<id> of share_links, or address:<e-mail address> until somebody signs in with it.';
