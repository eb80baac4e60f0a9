-- The user's default model; without a row, the program chooses.
CREATE TABLE default_model (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT    NOT NULL
) STRICT;

-- Models evaluated together on one patch folder: JSON columns of contract/models/comparison.ts.
CREATE TABLE comparisons (
  id         INTEGER PRIMARY KEY,
  folder     TEXT    NOT NULL,
  columns    TEXT    NOT NULL CHECK (json_valid(columns)),
  created_at TEXT    NOT NULL
) STRICT;
