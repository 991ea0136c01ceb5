-- How many uploads a person has under way, and how many bytes are announced, is asked at each announcement.

CREATE INDEX uploads_under_way ON uploads (owner) INCLUDE (length, sha256, expires_at) WHERE outcome IS NULL;
