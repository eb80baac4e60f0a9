-- Numbers of slides and runs are never reused: exported files, the log and open pages refer to
-- slides and runs by number, and must not show a removed one's number for another.
CREATE TABLE numbers (
  noun     TEXT    PRIMARY KEY CHECK (noun IN ('slides', 'runs')),
  highest  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO numbers VALUES
  ('slides', (SELECT coalesce(max(id), 0) FROM slides)),
  ('runs', max(
    (SELECT coalesce(max(id), 0) FROM runs),
    -- The log still refers to reviewed runs that were removed.
    (SELECT coalesce(max(json_extract(entry, '$.run')), 0) FROM review_log
     WHERE json_valid(entry) AND json_type(entry, '$.run') = 'integer')));

CREATE TRIGGER slides_number AFTER INSERT ON slides BEGIN
  UPDATE numbers SET highest = max(highest, NEW.id) WHERE noun = 'slides';
END;

CREATE TRIGGER runs_number AFTER INSERT ON runs BEGIN
  UPDATE numbers SET highest = max(highest, NEW.id) WHERE noun = 'runs';
END;
