-- What a gate said of a patch (contract/gate.ts): 0 fine, else the place of its flag, from 1 on; null where no gate looked at it.
ALTER TABLE predictions ADD COLUMN gate INTEGER CHECK (gate BETWEEN 0 AND 5);

-- The same counted by tile: patches that a gate looked at, and of them those with each flag.
ALTER TABLE tiles ADD COLUMN gated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN coarser INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN finer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN colour INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN blur INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tiles ADD COLUMN pen INTEGER NOT NULL DEFAULT 0;

-- Sum of what the tile's patches say for another scale (electron/engine/gate/), and from which mean on a slide is of another scale.
ALTER TABLE tiles ADD COLUMN scale_evidence REAL NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN scale_threshold REAL;
