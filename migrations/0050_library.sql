-- What people keep with a slide, beside what was found in it.
ALTER TABLE slides ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- The path from the folder of the library, where there is one: it still leads to the slide when both have moved together.
ALTER TABLE slides ADD COLUMN relative_path TEXT;

CREATE TABLE slide_tags (
  slide_id INTEGER NOT NULL REFERENCES slides (id) ON DELETE CASCADE,
  tag      TEXT    NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (slide_id, tag)
) STRICT, WITHOUT ROWID;
