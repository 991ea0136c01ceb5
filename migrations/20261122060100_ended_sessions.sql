-- Sessions live in sealed cookies, which cannot be called back. So the ended ones are remembered here until
-- they would have ended by themselves.

CREATE TABLE ended_sessions (
    session_id uuid        NOT NULL,
    ended_at   timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,

    CONSTRAINT ended_sessions_pkey PRIMARY KEY (session_id)
);

COMMENT ON TABLE ended_sessions IS 'Sessions that were ended before their time; a cookie that names one is refused.';
COMMENT ON COLUMN ended_sessions.session_id IS 'The id inside the sealed cookie.';
COMMENT ON COLUMN ended_sessions.ended_at IS 'When the person signed out.';
COMMENT ON COLUMN ended_sessions.expires_at IS 'The absolute end of the session: afterwards the row may go.';

CREATE INDEX ended_sessions_by_end ON ended_sessions (expires_at);

CREATE FUNCTION ended_sessions_announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('latchkey', 'sessions:' || NEW.session_id);
    RETURN NULL;
END
$$;

-- Rows that go because their time is over change nothing, so they are not announced.
CREATE TRIGGER ended_sessions_announce AFTER INSERT ON ended_sessions
    FOR EACH ROW EXECUTE FUNCTION ended_sessions_announce();
