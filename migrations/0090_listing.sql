-- Patches of a folder that it states to be negative and positive, counted once: a list of slides would count them each time it is shown.
ALTER TABLE slides ADD COLUMN negative INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slides ADD COLUMN positive INTEGER NOT NULL DEFAULT 0;

UPDATE slides SET
  negative = (SELECT count(*) FROM slide_patches WHERE slide_id = slides.id AND class = 0),
  positive = (SELECT count(*) FROM slide_patches WHERE slide_id = slides.id AND class = 1);

-- What a list tells of a slide's runs stands in the index alone, which does all that the one before did.
CREATE INDEX runs_by_slide_and_status ON runs (slide_id, status, created_at);
DROP INDEX runs_by_slide;
