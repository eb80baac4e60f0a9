import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export interface WindowState {
  bounds: Rectangle | undefined
  maximized: boolean
}

/** So much of a window must lie on a display for it to be found again. */
const visible = 100

const isRectangle = (value: unknown): value is Rectangle =>
  typeof value === 'object' &&
  value !== null &&
  ['x', 'y', 'width', 'height'].every(key => Number.isInteger((value as Record<string, unknown>)[key]))

const overlap = (a: number, aLength: number, b: number, bLength: number) =>
  Math.min(a + aLength, b + bLength) - Math.max(a, b)

/** Where the window was; forgotten where no display shows that place any more, or the file is not understood. */
export function readWindowState(file: string, displays: Rectangle[]): WindowState {
  const fresh = { bounds: undefined, maximized: false }
  try {
    const { bounds, maximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    const shown = (area: Rectangle) =>
      isRectangle(bounds) &&
      overlap(bounds.x, bounds.width, area.x, area.width) >= visible &&
      overlap(bounds.y, bounds.height, area.y, area.height) >= visible
    return displays.some(shown) ? { bounds, maximized: maximized === true } : fresh
  } catch {
    return fresh
  }
}

/** Whole or not at all. */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
