-- A slide is an image or a folder of patches: other readers than OpenSlide decode images, too.
ALTER TABLE slides RENAME COLUMN kind TO former_kind;
ALTER TABLE slides ADD COLUMN kind TEXT NOT NULL DEFAULT 'image' CHECK (kind IN ('image', 'patches'));
UPDATE slides SET kind = 'patches' WHERE former_kind = 'patches';
ALTER TABLE slides DROP COLUMN former_kind;
