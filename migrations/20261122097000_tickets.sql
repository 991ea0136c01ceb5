-- Tickets outlive the session that they were made in by a day, and end with it: so its row stays that much longer.

COMMENT ON TABLE ended_sessions IS 'Sessions that were ended before their time; a cookie or a ticket that names one is refused.';
COMMENT ON COLUMN ended_sessions.session_id IS 'The id inside the sealed cookie, and inside the tickets made in that session.';
COMMENT ON COLUMN ended_sessions.expires_at IS 'When the session, and the last ticket made in it, would have been over anyway: afterwards the row may go.';
