import type { Rows } from './file/pyramid.ts'
import type { Frame } from './maps.ts'

export const labelText = 'SYNTHETIC - NOT A PATIENT'

/** Strokes of the letters on a grid 4 wide and 6 high, because a bare machine may have no fonts. */
const strokes: Record<string, string> = {
  A: '06 20 46,14 34',
  C: '41 30 10 01 05 16 36 45',
  E: '40 00 06 46,03 33',
  H: '00 06,40 46,03 43',
  I: '20 26',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40,20 26',
  Y: '00 23 40,23 26',
  '-': '13 33',
  ' ': ''
}

interface Segment {
  ax: number
  ay: number
  bx: number
  by: number
}

/** Returns the position of the label in pixels: the top left corner, on background. */
export function labelBox(frame: Frame) {
  const unit = Math.min(30 / frame.mpp, frame.width / (labelText.length * 5.6 + 8))
  const margin = 5 * unit
  return {
    unit,
    left: margin,
    top: margin,
    right: margin + labelText.length * 5.6 * unit,
    bottom: margin + 6 * unit
  }
}

/** Draws the label in grey over rows of RGB pixels. */
export function paintLabel(rows: Rows, frame: Frame): void {
  const { unit, left, top } = labelBox(frame)
  const thick = unit * 0.42
  for (const { ax, ay, bx, by } of segments(left, top, unit)) {
    const first = Math.max(rows.top, Math.floor(Math.min(ay, by) - thick - 1))
    const last = Math.min(rows.top + rows.count - 1, Math.ceil(Math.max(ay, by) + thick + 1))
    for (let y = first; y <= last; y++) {
      for (let x = Math.floor(Math.min(ax, bx) - thick - 1); x <= Math.max(ax, bx) + thick + 1; x++) {
        const dx = bx - ax
        const dy = by - ay
        const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
        const away = Math.hypot(x - ax - t * dx, y - ay - t * dy)
        const cover = Math.min(1, thick + 0.5 - away)
        if (cover <= 0) continue
        darken(rows, (y - rows.top) * rows.width + x, 1 - 0.63 * cover)
      }
    }
  }
}

function darken(rows: Rows, at: number, light: number): void {
  const pixel = rows.pixels[at]!
  const channel = (shift: number) => Math.round(((pixel >> shift) & 255) * light) << shift
  // Strokes cross: pixels that are already dark stay as they are.
  if ((pixel & 255) < 150) return
  rows.pixels[at] = channel(0) | channel(8) | channel(16) | 0xff000000
}

function segments(left: number, top: number, unit: number): Segment[] {
  const all: Segment[] = []
  for (let i = 0; i < labelText.length; i++) {
    const x = left + i * 5.6 * unit
    for (const line of (strokes[labelText[i]!] ?? '').split(',')) {
      const points = line.split(' ').filter(point => point !== '')
      for (let p = 0; p + 1 < points.length; p++) {
        const [a, b] = [points[p]!, points[p + 1]!]
        all.push({
          ax: x + Number(a[0]) * unit,
          ay: top + Number(a[1]) * unit,
          bx: x + Number(b[0]) * unit,
          by: top + Number(b[1]) * unit
        })
      }
    }
  }
  return all
}
