-- Quality flag of a patch (contract/runs/quality.ts): 0 none, else its index from 1; null without
-- a quality check.
ALTER TABLE predictions ADD COLUMN gate INTEGER CHECK (gate BETWEEN 0 AND 5);

-- Counts per tile: patches that were checked, and of them those with each flag.
ALTER TABLE tiles ADD COLUMN gated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN coarser INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN finer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN colour INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN blur INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN pen INTEGER NOT NULL DEFAULT 0;

-- Sum of the tile's scale evidence (engine/quality/), and the mean from which a slide has another
-- scale.
ALTER TABLE tiles ADD COLUMN scale_evidence REAL NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN scale_threshold REAL;
