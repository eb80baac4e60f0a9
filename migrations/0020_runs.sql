-- Models that were used. The weights identify a model: the same name with different weights is
-- a different model.
CREATE TABLE models (
  sha256        TEXT    PRIMARY KEY,
  name          TEXT    NOT NULL,
  version       TEXT    NOT NULL,
  architecture  TEXT    NOT NULL,
  classes       TEXT    NOT NULL,
  mpp           REAL    NOT NULL,
  patch         INTEGER NOT NULL,
  threshold     REAL    NOT NULL,
  first_used_at TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id               INTEGER PRIMARY KEY,
  slide_id         INTEGER NOT NULL REFERENCES slides (id) ON DELETE CASCADE,
  model_sha256     TEXT    NOT NULL REFERENCES models (sha256),
  slide_fingerprint TEXT   NOT NULL,
  -- Scale of the slide used for this run, and its source.
  mpp              REAL    NOT NULL,
  mpp_source       TEXT    NOT NULL CHECK (mpp_source IN ('file', 'user', 'layout')),
  engine_choice    TEXT    NOT NULL,
  engine           TEXT,
  device           TEXT,
  -- Pixels at the model's scale.
  stride           INTEGER NOT NULL CHECK (stride > 0),
  threshold        REAL    NOT NULL CHECK (threshold BETWEEN 0 AND 1),
  threshold_source TEXT    NOT NULL CHECK (threshold_source IN ('model', 'user')),
  tissue_threshold REAL,
  -- Level-0 pixels: a patch starts at origin + (col, row) × grid_stride.
  origin_x         REAL    NOT NULL,
  origin_y         REAL    NOT NULL,
  grid_stride      REAL    NOT NULL CHECK (grid_stride > 0),
  grid_patch       REAL    NOT NULL CHECK (grid_patch > 0),
  cols             INTEGER NOT NULL CHECK (cols > 0),
  rows             INTEGER NOT NULL CHECK (rows > 0),
  status           TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'done', 'cancelled', 'interrupted', 'failed')),
  failure_code     TEXT,
  failure_message  TEXT,
  seconds_open     REAL    NOT NULL DEFAULT 0,
  seconds_tissue   REAL    NOT NULL DEFAULT 0,
  seconds_infer    REAL    NOT NULL DEFAULT 0,
  software         TEXT    NOT NULL,
  created_at       TEXT    NOT NULL
) STRICT;

CREATE INDEX runs_by_slide ON runs (slide_id);

CREATE TABLE tiles (
  run_id   INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  number   INTEGER NOT NULL,
  -- Position and size, in patches.
  col      INTEGER NOT NULL,
  row      INTEGER NOT NULL,
  cols     INTEGER NOT NULL,
  rows     INTEGER NOT NULL,
  -- One bit per patch, row by row, lowest bit first: 1 for patches to analyse.
  cells    BLOB    NOT NULL,
  -- Number of patches to analyse, and how many of them are positive.
  patches  INTEGER NOT NULL,
  positive INTEGER NOT NULL DEFAULT 0,
  state    TEXT    NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'background')),
  -- Number of patches with a prediction.
  judged   INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  failure  TEXT,
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX tiles_pending ON tiles (run_id, number) WHERE state = 'pending';

-- About 21 bytes per prediction on disk.
CREATE TABLE predictions (
  run_id      INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  row         INTEGER NOT NULL,
  col         INTEGER NOT NULL,
  probability REAL    NOT NULL CHECK (probability BETWEEN 0 AND 1),
  PRIMARY KEY (run_id, row, col)
) STRICT, WITHOUT ROWID;
