-- Reviews of runs by people. They never change the model's output.
CREATE TABLE reviewers (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  initials   TEXT NOT NULL,
  role       TEXT NOT NULL
) STRICT;

-- Current reviewer. Choosing a reviewer says nothing about a slide, so the log has no entry for it.
CREATE TABLE current_reviewer (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  reviewer_id INTEGER NOT NULL REFERENCES reviewers (id)
) STRICT;

-- Event log: every action of every review, in order, never deleted. `hash` is SHA-256 over the
-- previous entry's hash (64 zeros for the first), a line feed, and `entry`, which is canonical JSON
-- (RFC 8785). docs/audit.md describes how to check it.
-- The other columns are generated from the entry and cannot disagree with it. Entries outlive their
-- review.
CREATE TABLE review_log (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  entry     TEXT    NOT NULL,
  hash      TEXT    NOT NULL CHECK (length(hash) = 64),
  review_id INTEGER GENERATED ALWAYS AS (json_extract(entry, '$.review')) VIRTUAL,
  kind      TEXT    GENERATED ALWAYS AS (json_extract(entry, '$.kind')) VIRTUAL
) STRICT;

CREATE INDEX review_log_by_review ON review_log (review_id, sequence);

CREATE TRIGGER review_log_keeps_entries BEFORE UPDATE ON review_log
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

CREATE TRIGGER review_log_loses_nothing BEFORE DELETE ON review_log
BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

-- The tables below hold the current state, which follows from the log.

CREATE TABLE reviews (
  -- Never reused: the log refers to deleted reviews by number.
  id             INTEGER PRIMARY KEY,
  run_id         INTEGER NOT NULL UNIQUE REFERENCES runs (id) ON DELETE CASCADE,
  -- Null: the run's threshold applies.
  threshold      REAL CHECK (threshold BETWEEN 0 AND 1),
  threshold_by   TEXT,
  -- Log entry of the valid signature.
  signed         INTEGER,
  -- Last log entry.
  sequence       INTEGER NOT NULL,
  updated_at     TEXT    NOT NULL,
  -- Counters of the rows below, for quick reading: labels, labels that contradict the model, and
  -- positive patches.
  positive       INTEGER NOT NULL DEFAULT 0,
  negative       INTEGER NOT NULL DEFAULT 0,
  unsure         INTEGER NOT NULL DEFAULT 0,
  false_positive INTEGER NOT NULL DEFAULT 0,
  false_negative INTEGER NOT NULL DEFAULT 0,
  reviewed       INTEGER NOT NULL DEFAULT 0,
  total          INTEGER NOT NULL DEFAULT 0,
  CHECK ((threshold IS NULL) = (threshold_by IS NULL))
) STRICT;

-- Actions to undo or redo, in order. A new action removes the undone ones.
CREATE TABLE review_history (
  review_id INTEGER NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  sequence  INTEGER NOT NULL,
  undone    INTEGER NOT NULL CHECK (undone IN (0, 1)),
  PRIMARY KEY (review_id, undone, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE patch_labels (
  review_id INTEGER NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  row       INTEGER NOT NULL,
  col       INTEGER NOT NULL,
  -- 1 positive, 2 negative, 3 unsure.
  label     INTEGER NOT NULL CHECK (label BETWEEN 1 AND 3),
  -- Log entry that set the label.
  sequence  INTEGER NOT NULL,
  PRIMARY KEY (review_id, row, col)
) STRICT, WITHOUT ROWID;

CREATE TABLE region_classes (
  id      INTEGER PRIMARY KEY,
  name    TEXT    NOT NULL,
  color   TEXT    NOT NULL CHECK (color GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX region_classes_by_name ON region_classes (name COLLATE NOCASE) WHERE removed = 0;

-- Okabe–Ito colours, distinguishable with colour blindness.
INSERT INTO region_classes (id, name, color) VALUES
  (1, 'IDC', '#d55e00'),
  (2, 'DCIS', '#e69f00'),
  (3, 'benign', '#009e73'),
  (4, 'artefact', '#56b4e9'),
  (5, 'other', '#cc79a7');

CREATE TABLE regions (
  number       INTEGER PRIMARY KEY,
  id           TEXT    NOT NULL,
  review_id    INTEGER NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  kind         TEXT    NOT NULL CHECK (kind IN ('rectangle', 'polygon', 'freehand', 'ellipse', 'brush', 'point', 'line')),
  -- Geometry of contract/review/region.ts, as canonical JSON.
  geometry     TEXT    NOT NULL,
  class_id     INTEGER NOT NULL REFERENCES region_classes (id),
  name         TEXT    NOT NULL,
  note         TEXT    NOT NULL,
  locked       INTEGER NOT NULL CHECK (locked IN (0, 1)),
  origin       TEXT    NOT NULL CHECK (origin IN ('drawn', 'imported', 'patches')),
  created_at   TEXT    NOT NULL,
  updated_at   TEXT    NOT NULL,
  -- Derived from the geometry: level-0 pixels, and mm² (null for lines and points).
  min_x        REAL    NOT NULL,
  min_y        REAL    NOT NULL,
  max_x        REAL    NOT NULL,
  max_y        REAL    NOT NULL,
  area         REAL,
  UNIQUE (review_id, id)
) STRICT;

CREATE INDEX regions_by_class ON regions (class_id);

-- Bounds of regions by number. The review is a dimension, so that a search visits one slide's
-- regions only.
CREATE VIRTUAL TABLE region_bounds USING rtree (number, min_x, max_x, min_y, max_y, min_review, max_review);

CREATE TRIGGER regions_bounds_inserted AFTER INSERT ON regions
BEGIN
  INSERT INTO region_bounds VALUES (new.number, new.min_x, new.max_x, new.min_y, new.max_y, new.review_id, new.review_id);
END;

CREATE TRIGGER regions_bounds_updated AFTER UPDATE OF min_x, min_y, max_x, max_y ON regions
BEGIN
  UPDATE region_bounds SET min_x = new.min_x, max_x = new.max_x, min_y = new.min_y, max_y = new.max_y
    WHERE number = new.number;
END;

CREATE TRIGGER regions_bounds_deleted AFTER DELETE ON regions
BEGIN DELETE FROM region_bounds WHERE number = old.number; END;

CREATE TABLE review_comments (
  id          TEXT    NOT NULL,
  review_id   INTEGER NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  text        TEXT    NOT NULL,
  region_id   TEXT,
  row         INTEGER,
  col         INTEGER,
  reviewer_id INTEGER NOT NULL REFERENCES reviewers (id),
  created_at  TEXT    NOT NULL,
  updated_at  TEXT    NOT NULL,
  PRIMARY KEY (review_id, id),
  CHECK ((row IS NULL) = (col IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
  sequence   INTEGER PRIMARY KEY,
  review_id  INTEGER NOT NULL REFERENCES reviews (id) ON DELETE CASCADE,
  log_hash   TEXT    NOT NULL,
  state_hash TEXT    NOT NULL,
  -- Log entry that reopened the review.
  reopened   INTEGER
) STRICT;

CREATE INDEX signatures_by_review ON signatures (review_id, sequence);
