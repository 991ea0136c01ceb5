-- People ask for access; who owns the thing answers.

CREATE TABLE access_questions (
    id          uuid        NOT NULL,
    node_id     uuid,
    address     text        NOT NULL,
    person      text        NOT NULL,
    level       smallint    NOT NULL,
    words       text        NOT NULL DEFAULT '',
    asked_at    timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by text,
    is_given    boolean,
    answer      text        NOT NULL DEFAULT '',

    CONSTRAINT access_questions_pkey PRIMARY KEY (id),
    CONSTRAINT access_questions_about_a_node FOREIGN KEY (node_id) REFERENCES nodes (id) ON DELETE SET NULL,
    CONSTRAINT access_questions_level_is_known CHECK (level IN (1, 2)),
    CONSTRAINT access_questions_are_short CHECK (
        char_length(words) <= 500 AND char_length(answer) <= 500 AND octet_length(address) <= 8192
    )
);

COMMENT ON TABLE access_questions IS 'What people asked access to, and what the owners answered.';
COMMENT ON COLUMN access_questions.id IS 'In the address of its answer.';
COMMENT ON COLUMN access_questions.words IS 'Why, in the words of whoever asks.';
COMMENT ON COLUMN access_questions.asked_at IS 'When it was asked, or asked anew.';
COMMENT ON COLUMN access_questions.answered_at IS 'When it was answered; null: it waits.';
COMMENT ON COLUMN access_questions.answered_by IS 'Who answered, "tenant|object id".';
COMMENT ON COLUMN access_questions.answer IS 'What they wrote to it; may be empty.';
COMMENT ON COLUMN access_questions.node_id IS 'What lay there when it was asked; null: nothing, which the person is not told.';
COMMENT ON COLUMN access_questions.address IS 'What the person asked for, as their browser had it.';
COMMENT ON COLUMN access_questions.person IS 'Who asks, "tenant|object id".';
COMMENT ON COLUMN access_questions.level IS '1 view, 2 edit.';
COMMENT ON COLUMN access_questions.is_given IS 'The answer; null: there is none yet.';

CREATE UNIQUE INDEX access_questions_once ON access_questions (person, md5(address)) WHERE answered_at IS NULL;
CREATE INDEX access_questions_open ON access_questions (node_id) WHERE answered_at IS NULL;
CREATE INDEX access_questions_of_a_person ON access_questions (person, asked_at);
