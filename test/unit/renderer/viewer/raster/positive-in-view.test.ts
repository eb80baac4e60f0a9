import { expect, it } from 'vitest'
import { positiveInView } from '../../../../../renderer/viewer/raster/positive-in-view.ts'

const [cols, rows, cell] = [40, 30, 50]
const values = Float32Array.from({ length: cols * rows }, (_, index) => ((index * 7919) % 1000) / 1000)
const placed = { raster: { cols, rows, values }, x: 100, y: 200, cell }

/** Corners of a screen centred on a point and rotated by an angle. */
const screen = (x: number, y: number, width: number, height: number, degrees: number) => {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1]
  ] as const
  return corners.map(([right, down]) => {
    const [a, b] = [(right * width) / 2, (down * height) / 2]
    return { x: x + a * cos - b * sin, y: y + a * sin + b * cos }
  })
}

for (const degrees of [0, 90, 30, 137])
  it(`counts the marked cells whose centres are on a screen turned by ${degrees}°`, () => {
    const [x, y, width, height] = [1111, 955, 700, 420]
    let expected = 0
    const angle = (-degrees * Math.PI) / 180
    for (let row = 0; row < rows; row++)
      for (let col = 0; col < cols; col++) {
        const [a, b] = [placed.x + (col + 0.5) * cell - x, placed.y + (row + 0.5) * cell - y]
        const [right, down] = [
          a * Math.cos(angle) - b * Math.sin(angle),
          a * Math.sin(angle) + b * Math.cos(angle)
        ]
        const seen = Math.abs(right) <= width / 2 && Math.abs(down) <= height / 2
        expected += Number(seen && (values[row * cols + col] as number) >= 0.6)
      }
    expect(expected).toBeGreaterThan(10)
    expect(positiveInView(placed, screen(x, y, width, height, degrees), 0.6)).toBe(expected)
  })

it('counts nothing outside the grid and everything when the screen covers it', () => {
  expect(positiveInView(placed, screen(-5000, -5000, 100, 100, 10), 0)).toBe(0)
  expect(positiveInView(placed, screen(1000, 1000, 1e5, 1e5, 10), 0)).toBe(cols * rows)
})
