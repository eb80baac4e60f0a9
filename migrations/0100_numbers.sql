-- Numbers of slides and runs are given once. What was removed must not come back as something else under its number: files that were
-- written, the log, and pages that are open name slides and runs by it.
CREATE TABLE numbers (
  noun     TEXT    PRIMARY KEY CHECK (noun IN ('slides', 'runs')),
  highest  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO numbers VALUES
  ('slides', (SELECT coalesce(max(id), 0) FROM slides)),
  ('runs', max(
    (SELECT coalesce(max(id), 0) FROM runs),
    -- Runs that were reviewed and removed are in the log still.
    (SELECT coalesce(max(json_extract(entry, '$.run')), 0) FROM review_log
     WHERE json_valid(entry) AND json_type(entry, '$.run') = 'integer')));

CREATE TRIGGER slides_number AFTER INSERT ON slides BEGIN
  UPDATE numbers SET highest = max(highest, NEW.id) WHERE noun = 'slides';
END;

CREATE TRIGGER runs_number AFTER INSERT ON runs BEGIN
  UPDATE numbers SET highest = max(highest, NEW.id) WHERE noun = 'runs';
END;
