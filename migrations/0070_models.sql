-- The model that is used where nobody chooses; without a row, the program says.
CREATE TABLE default_model (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT    NOT NULL
) STRICT;

-- Models judged side by side on one folder of patches: columns as contract/comparison.ts says, in JSON.
CREATE TABLE comparisons (
  id         INTEGER PRIMARY KEY,
  folder     TEXT    NOT NULL,
  columns    TEXT    NOT NULL CHECK (json_valid(columns)),
  created_at TEXT    NOT NULL
) STRICT;
