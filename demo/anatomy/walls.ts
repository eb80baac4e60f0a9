import { boxOf, type Glands, type Tube } from './glands.ts'
import type { Strip } from './strip.ts'

/** Stain of the wall and of the lumen's content for each kind, in units of the palette. */
const stains = {
  duct: { wallH: 46, wallE: 44, lumenH: 1, lumenE: 4 },
  acinus: { wallH: 44, wallE: 42, lumenH: 2, lumenE: 8 },
  artery: { wallH: 22, wallE: 76, lumenH: 0, lumenE: 6 },
  vein: { wallH: 12, wallE: 70, lumenH: 0, lumenE: 8 }
} as const

/** Paints the walls and lumina of tubes over a strip. */
export function paintWalls(strip: Strip, glands: Glands, grain: Uint8Array): void {
  for (const tube of glands.tubes) paintWall(strip, glands, tube, grain)
}

function paintWall(strip: Strip, glands: Glands, tube: Tube, grain: Uint8Array): void {
  const box = boxOf(tube, 2)
  const stain = stains[tube.kind]
  const last = Math.min(box.bottom, strip.top + strip.rows - 1)
  for (let y = Math.max(box.top, strip.top); y <= last; y++) {
    const grainRow = (Math.imul(y, 30011) >>> 3) & 65535
    for (let x = Math.max(0, box.left); x <= Math.min(box.right, strip.width - 1); x++) {
      const outside = glands.distance(tube, x, y)
      if (outside > 1) continue
      const out = (y - strip.top) * strip.width + x
      const cover = Math.min(1, 1 - outside)
      const speck = (grain[(grainRow + x) & 65535]! - 128) * 0.1
      const depth = glands.depth(tube, x, y)
      // The cells' brush border is slightly denser than the content of the lumen.
      const lumen = Math.min(1, Math.max(0, 0.5 - depth / 2))
      const border = depth > 0 && depth < 3 ? 8 : 0
      const h = stain.wallH * (1 - lumen) + stain.lumenH * lumen + speck * (1 - lumen)
      const e = (stain.wallE + border) * (1 - lumen) + stain.lumenE * lumen + speck * (1 - lumen)
      strip.haematoxylin[out] = Math.max(0, strip.haematoxylin[out]! * (1 - cover) + h * cover)
      strip.eosin[out] = Math.max(0, strip.eosin[out]! * (1 - cover) + e * cover)
    }
  }
}
