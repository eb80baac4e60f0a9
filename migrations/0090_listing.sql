-- Numbers of patches a folder states as negative and positive, counted once rather than for each
-- listing.
ALTER TABLE slides ADD COLUMN negative INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slides ADD COLUMN positive INTEGER NOT NULL DEFAULT 0;

UPDATE slides SET
  negative = (SELECT count(*) FROM slide_patches WHERE slide_id = slides.id AND class = 0),
  positive = (SELECT count(*) FROM slide_patches WHERE slide_id = slides.id AND class = 1);

-- The index covers everything a listing reads of a slide's runs, and replaces the previous index.
CREATE INDEX runs_by_slide_and_status ON runs (slide_id, status, created_at);
DROP INDEX runs_by_slide;
