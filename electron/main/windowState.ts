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

/** How many pixels of a window must lie on a display for the user to find it. */
const visible = 100

const isRectangle = (value: unknown): value is Rectangle =>
  typeof value === 'object' &&
  value !== null &&
  ['x', 'y', 'width', 'height'].every(key => Number.isInteger((value as Record<string, unknown>)[key]))

const overlap = (a: number, aLength: number, b: number, bLength: number) =>
  Math.min(a + aLength, b + bLength) - Math.max(a, b)

/**
 * Reads the window's position; ignores it if no display shows that place any more or the file is
 * invalid.
 */
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

/** Writes the file atomically. */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
