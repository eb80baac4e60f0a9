-- Counts of a tile's quality flags as JSON, by flag name (contract/runs/quality.ts), instead
-- of one column per flag: a new flag needs no migration. Flags without a patch are left out.
ALTER TABLE tiles ADD COLUMN flags TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(flags));

UPDATE tiles SET flags = json_patch('{}', json_object(
    'coarser', nullif(coarser, 0), 'finer', nullif(finer, 0), 'colour', nullif(colour, 0),
    'blur', nullif(blur, 0), 'pen', nullif(pen, 0)))
  WHERE coarser + finer + colour + blur + pen > 0;

ALTER TABLE tiles DROP COLUMN coarser;
ALTER TABLE tiles DROP COLUMN finer;
ALTER TABLE tiles DROP COLUMN colour;
ALTER TABLE tiles DROP COLUMN blur;
ALTER TABLE tiles DROP COLUMN pen;

-- SQLite cannot change a CHECK: the table is copied to one whose `gate` has no highest flag.
CREATE TABLE predictions_copy (
  run_id      INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  row         INTEGER NOT NULL,
  col         INTEGER NOT NULL,
  probability REAL    NOT NULL CHECK (probability BETWEEN 0 AND 1),
  -- The network's own probability if slide calibration changed it.
  network     REAL    CHECK (network BETWEEN 0 AND 1),
  -- Quality flag: 0 none, else the flag's index from 1; null without a quality check.
  gate        INTEGER CHECK (gate >= 0),
  PRIMARY KEY (run_id, row, col)
) STRICT, WITHOUT ROWID;

INSERT INTO predictions_copy (run_id, row, col, probability, network, gate)
  SELECT run_id, row, col, probability, network, gate FROM predictions ORDER BY run_id, row, col;

DROP TABLE predictions;
ALTER TABLE predictions_copy RENAME TO predictions;
