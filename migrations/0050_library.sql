-- Tags and notes that people keep with a slide.
ALTER TABLE slides ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- Path relative to the library's folder, if there is one: it stays valid when both move together.
ALTER TABLE slides ADD COLUMN relative_path TEXT;

CREATE TABLE slide_tags (
  slide_id INTEGER NOT NULL REFERENCES slides (id) ON DELETE CASCADE,
  tag      TEXT    NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (slide_id, tag)
) STRICT, WITHOUT ROWID;
