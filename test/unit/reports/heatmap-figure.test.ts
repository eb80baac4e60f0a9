import { expect, test } from 'vitest'
import { heatOver } from '../../../electron/worker/reports/heatmap-figure.ts'
import type { Figure } from '../../../electron/worker/reports/tree.ts'

const figure = (overrides: Partial<Figure>): Figure => ({
  id: 'overview',
  box: { x: 0, y: 0, width: 100, height: 100 },
  width: 100,
  height: 100,
  heat: { className: 'IDC', threshold: 0.5, flagged: 0 },
  shapes: [],
  key: [],
  scaleBar: { pixels: 10, label: '' },
  caption: '',
  alternative: '',
  ...overrides
})

/** Alpha of each pixel: 0 where nothing is painted. */
const alphas = (pixels: Uint8Array) => pixels.filter((_, i) => i % 4 === 3)

test('cells match their patches to the pixel, including the last row and column', () => {
  const grid = { originX: 5, originY: 10, stride: 12.5, patch: 12.5, cols: 7, rows: 7 }
  const cells = new Float32Array(49).fill(Number.NaN)
  cells[0] = 0.9
  cells[48] = 0.9
  const alpha = alphas(heatOver(figure({}), grid, cells, null, 0.5))
  const painted = [...alpha.keys()].filter(i => alpha[i]! > 0)
  const first = painted.filter(i => i % 100 < 50)
  const last = painted.filter(i => i % 100 >= 50)
  const edges = (found: number[]) => [
    Math.min(...found.map(i => i % 100)),
    Math.max(...found.map(i => i % 100)) + 1,
    Math.floor(Math.min(...found) / 100),
    Math.floor(Math.max(...found) / 100) + 1
  ]
  expect(edges(first)).toEqual([5, 18, 10, 23])
  // 5 + 6 × 12.5 and 10 + 6 × 12.5, each plus one patch.
  expect(edges(last)).toEqual([80, 93, 85, 98])
})

test('marked patches are strong, others faint, failed tiles grey, and unanalysed areas clear', () => {
  const grid = { originX: 0, originY: 0, stride: 25, patch: 25, cols: 4, rows: 1 }
  const cells = Float32Array.from([0.5, 0.49, -1, Number.NaN])
  const pixels = heatOver(figure({}), grid, cells, null, 0.5)
  const at = (x: number) => [...pixels.subarray(x * 4, x * 4 + 4)]
  expect(at(10)[3]).toBeGreaterThan(at(30)[3]!)
  expect(at(30)[3]).toBeGreaterThan(0)
  expect(at(60).slice(0, 3)).toEqual([128, 128, 128])
  expect(at(90)[3]).toBe(0)
})

test('uses the highest value where cells are smaller than pixels', () => {
  const grid = { originX: 0, originY: 0, stride: 1, patch: 1, cols: 100, rows: 100 }
  const cells = new Float32Array(10_000).fill(0.1)
  cells[5555] = 0.95
  cells[9999] = 0.95
  const alpha = alphas(heatOver(figure({ width: 10, height: 10 }), grid, cells, null, 0.5))
  const strongest = Math.max(...alpha)
  expect([...alpha.keys()].filter(i => alpha[i] === strongest)).toEqual([55, 99])
})

test('hatches flagged patches only', () => {
  const grid = { originX: 0, originY: 0, stride: 50, patch: 50, cols: 2, rows: 2 }
  const cells = new Float32Array([0.9, 0.9, 0.1, 0.1])
  const pixels = heatOver(figure({}), grid, cells, new Uint8Array([0, 0, 0, 5]), 0.5)
  const dark = [...alphas(pixels).keys()].filter(i => pixels[i * 4] === 20 && pixels[i * 4 + 3] === 235)
  expect(dark.length).toBeGreaterThan(500)
  expect(dark.every(i => i % 100 >= 50 && i >= 5000)).toBe(true)
  // Only strokes, so that the heatmap shows between them.
  expect(dark.length).toBeLessThan(1250)
})
