-- Where people are signed in. A session lives in its sealed cookie; this is what is told of it, so that a person, or an
-- administrator, can find a session and end it. What ends one is still a row of ended_sessions.

CREATE TABLE sessions (
    id           uuid        NOT NULL,
    user_key     text        NOT NULL,
    sid          text,
    begun_at     timestamptz NOT NULL,
    seen_at      timestamptz NOT NULL,
    idle_ends_at timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    browser      text        NOT NULL DEFAULT '',
    system       text        NOT NULL DEFAULT '',
    network      text        NOT NULL DEFAULT '',

    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_are_described_briefly CHECK (
        char_length(browser) <= 40 AND char_length(system) <= 40 AND char_length(network) <= 50 AND char_length(sid) <= 200
    )
);

COMMENT ON TABLE sessions IS 'Sign-ins: when, where from, and when last seen. Written with the sign-in, and once a minute behind the requests.';
COMMENT ON COLUMN sessions.id IS 'The id inside the sealed cookie.';
COMMENT ON COLUMN sessions.user_key IS 'Whose it is, "tenant|object id".';
COMMENT ON COLUMN sessions.sid IS 'The provider''s own session, which its front-channel logout names.';
COMMENT ON COLUMN sessions.begun_at IS 'When the person signed in.';
COMMENT ON COLUMN sessions.seen_at IS 'The last request, within some minutes.';
COMMENT ON COLUMN sessions.idle_ends_at IS 'When it ends if nobody comes back, as of the last request.';
COMMENT ON COLUMN sessions.ends_at IS 'The end in any case.';
COMMENT ON COLUMN sessions.browser IS 'The name of the browser as of the last request; empty if it is unknown.';
COMMENT ON COLUMN sessions.system IS 'The operating system as of the last request; empty if it is unknown.';
COMMENT ON COLUMN sessions.network IS 'The network of the last request, /24 or /48; empty if it is unknown.';

CREATE INDEX sessions_by_person ON sessions (user_key);
CREATE INDEX sessions_by_sid ON sessions (sid) WHERE sid IS NOT NULL;
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- "Sign out everywhere" also has to reach a cookie that has no row above: one from before this table, or from before a
-- backup that was restored.
CREATE TABLE signed_out_everywhere (
    user_key     text        NOT NULL,
    begun_before timestamptz NOT NULL,
    kept         uuid,

    CONSTRAINT signed_out_everywhere_pkey PRIMARY KEY (user_key)
);

COMMENT ON TABLE signed_out_everywhere IS 'People whose sessions were all ended, and which sessions that means.';
COMMENT ON COLUMN signed_out_everywhere.user_key IS 'Whose sessions, "tenant|object id".';
COMMENT ON COLUMN signed_out_everywhere.begun_before IS 'Sessions that began before this are ended.';
COMMENT ON COLUMN signed_out_everywhere.kept IS 'The one session that is not: where the person asked for it, if it was to go on.';

CREATE FUNCTION signed_out_everywhere_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey', 'sessions:');
    RETURN NULL;
END
$$;

CREATE TRIGGER signed_out_everywhere_announce AFTER INSERT OR UPDATE ON signed_out_everywhere
    FOR EACH ROW EXECUTE FUNCTION signed_out_everywhere_announce();

-- What was not ended; it may have run out by its own times.
CREATE VIEW open_sessions AS
    SELECT s.id, s.user_key, s.sid, s.begun_at, s.seen_at, s.idle_ends_at, s.ends_at, s.browser, s.system, s.network
      FROM sessions s
     WHERE NOT EXISTS (SELECT FROM ended_sessions e WHERE e.session_id = s.id)
       AND NOT EXISTS (
               SELECT FROM signed_out_everywhere o
                WHERE o.user_key = s.user_key AND o.begun_before > s.begun_at AND o.kept IS DISTINCT FROM s.id
           );

COMMENT ON VIEW open_sessions IS 'Sessions that nobody has ended; one may have run out by its own times.';
