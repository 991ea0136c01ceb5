-- Mail that goes out, links that open for named people only, and notices.

CREATE TABLE mails (
    id          uuid        NOT NULL,
    address     text        NOT NULL,
    subject     text        NOT NULL,
    body_text   text        NOT NULL,
    body_html   text        NOT NULL,
    made_at     timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    tries       integer     NOT NULL DEFAULT 0,
    given_up_at timestamptz,

    CONSTRAINT mails_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE mails IS 'Mails that no server has taken yet; a row goes when one has.';
COMMENT ON COLUMN mails.id IS 'Stands in its Message-ID.';
COMMENT ON COLUMN mails.address IS 'Whom it is for.';
COMMENT ON COLUMN mails.subject IS 'What it is about.';
COMMENT ON COLUMN mails.body_text IS 'What it says, as text; empty once it is given up.';
COMMENT ON COLUMN mails.body_html IS 'The same as HTML.';
COMMENT ON COLUMN mails.made_at IS 'When there was something to say.';
COMMENT ON COLUMN mails.due_at IS 'When it is tried next; while a copy of the program tries it, when others may.';
COMMENT ON COLUMN mails.tries IS 'How often it was tried.';
COMMENT ON COLUMN mails.given_up_at IS 'Since when it is not tried any more; null: it is.';

CREATE INDEX mails_due ON mails (due_at, id) WHERE given_up_at IS NULL;

CREATE TABLE share_link_recipients (
    link_id     uuid        NOT NULL,
    address     text        NOT NULL,
    code_sha256 bytea,
    code_salt   bytea,
    code_at     timestamptz,
    code_tries  integer     NOT NULL DEFAULT 0,

    CONSTRAINT share_link_recipients_pkey PRIMARY KEY (link_id, address),
    CONSTRAINT share_link_recipients_of_a_link FOREIGN KEY (link_id) REFERENCES share_links (id) ON DELETE CASCADE,
    CONSTRAINT share_link_recipients_address_is_one CHECK (
        address ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND octet_length(address) <= 254
    )
);

COMMENT ON TABLE share_link_recipients IS 'For whom alone a link opens, by a code that is sent to them.';
COMMENT ON COLUMN share_link_recipients.link_id IS 'The link.';
COMMENT ON COLUMN share_link_recipients.address IS 'An e-mail address.';
COMMENT ON COLUMN share_link_recipients.code_sha256 IS 'SHA-256 of the salt and the last code; null: there is none that is good.';
COMMENT ON COLUMN share_link_recipients.code_salt IS 'Random bytes.';
COMMENT ON COLUMN share_link_recipients.code_at IS 'When the last code was made.';
COMMENT ON COLUMN share_link_recipients.code_tries IS 'How often a code was typed for it since then.';

COMMENT ON COLUMN share_link_uses.name IS 'What the sender calls themselves, which nobody has checked; or the address that a code was sent to.';

ALTER TABLE people ADD COLUMN wants_mail boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN people.wants_mail IS 'Whether they want notices by mail.';

CREATE TABLE mail_notices (
    person  text        NOT NULL,
    node_id uuid        NOT NULL,
    at      timestamptz NOT NULL,

    CONSTRAINT mail_notices_pkey PRIMARY KEY (person, node_id),
    CONSTRAINT mail_notices_about_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE CASCADE
);

COMMENT ON TABLE mail_notices IS 'When somebody was last told something of a folder by mail: once an hour is enough.';
COMMENT ON COLUMN mail_notices.person IS 'Who, as grants.subject has it.';
COMMENT ON COLUMN mail_notices.node_id IS 'The folder.';
COMMENT ON COLUMN mail_notices.at IS 'When.';
