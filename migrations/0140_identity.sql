-- The reader that stated a slide's facts, and the version of the library that decodes; empty for
-- slides of older versions, whose facts are read again.
ALTER TABLE slides ADD COLUMN reader TEXT NOT NULL DEFAULT '';
ALTER TABLE slides ADD COLUMN reader_version TEXT NOT NULL DEFAULT '';

-- The reader that decoded the pixels of a run; empty for runs of older versions.
ALTER TABLE runs ADD COLUMN reader TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN reader_version TEXT NOT NULL DEFAULT '';

-- Fingerprints by older rules, which were replaced when the slide was next opened. Runs, exported
-- files and the log keep the old one.
CREATE TABLE former_fingerprints (
  fingerprint TEXT    NOT NULL,
  slide_id    INTEGER NOT NULL REFERENCES slides (id) ON DELETE CASCADE,
  replaced_at TEXT    NOT NULL,
  PRIMARY KEY (slide_id, fingerprint)
) STRICT, WITHOUT ROWID;

-- Every path at which a slide's content was found: where one copy is gone, another is used.
CREATE TABLE slide_copies (
  slide_id INTEGER NOT NULL REFERENCES slides (id) ON DELETE CASCADE,
  path     TEXT    NOT NULL,
  PRIMARY KEY (slide_id, path)
) STRICT, WITHOUT ROWID;

INSERT INTO slide_copies SELECT id, path FROM slides WHERE lost = 0;
