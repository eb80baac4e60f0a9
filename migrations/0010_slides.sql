-- Slides of the library, one row per content: the fingerprint identifies a slide whatever its
-- path.
CREATE TABLE slides (
  id              INTEGER PRIMARY KEY,
  fingerprint     TEXT    NOT NULL UNIQUE,
  path            TEXT    NOT NULL,
  -- 1 once different content was found at the path.
  lost            INTEGER NOT NULL DEFAULT 0 CHECK (lost IN (0, 1)),
  kind            TEXT    NOT NULL CHECK (kind IN ('openslide', 'patches')),
  vendor          TEXT    NOT NULL,
  width           INTEGER NOT NULL CHECK (width > 0),
  height          INTEGER NOT NULL CHECK (height > 0),
  mpp             REAL             CHECK (mpp BETWEEN 0.05 AND 20),
  mpp_source      TEXT             CHECK (mpp_source IN ('file', 'user', 'layout')),
  levels          TEXT    NOT NULL,
  synthetic       INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
  -- Grid of a patch folder, in level-0 pixels.
  patch_origin_x  REAL,
  patch_origin_y  REAL,
  patch_stride    REAL,
  added_at        TEXT    NOT NULL,
  CHECK ((mpp IS NULL) = (mpp_source IS NULL))
) STRICT;

CREATE INDEX slides_by_path ON slides (path);

-- Patches of a patch folder, on its own grid, with the class the folder states (−1: none).
CREATE TABLE slide_patches (
  slide_id  INTEGER NOT NULL REFERENCES slides (id) ON DELETE CASCADE,
  row       INTEGER NOT NULL,
  col       INTEGER NOT NULL,
  class     INTEGER NOT NULL CHECK (class IN (-1, 0, 1)),
  PRIMARY KEY (slide_id, row, col)
) STRICT, WITHOUT ROWID;
