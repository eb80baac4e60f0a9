import { describe, expect, test } from 'vitest'
import { boxInView, viewOfItem } from '../../../../../../renderer/viewer/stage/views/item-view.ts'

describe('the view of an item', () => {
  const window = { width: 800, height: 600 }
  const view = { x: 0, y: 0, zoom: 1, fit: 0.01, rotation: 90, flip: true }
  const box = { x: 1000, y: 500, width: 100, height: 100 }

  test('centres the item and keeps the rotation', () => {
    expect(viewOfItem(box, 100, view, window)).toEqual({ x: 1050, y: 550, zoom: 1, rotation: 90, flip: true })
  })

  test('keeps a zoom at which a patch is clear, and changes any other', () => {
    expect(viewOfItem(box, 100, { ...view, zoom: 0.5 }, window).zoom).toBe(0.5)
    expect(viewOfItem(box, 100, { ...view, zoom: 0.01 }, window).zoom).toBeCloseTo(0.96)
    expect(viewOfItem(box, 100, { ...view, zoom: 16 }, window).zoom).toBeCloseTo(0.96)
  })

  test('fits a large region into the view', () => {
    const region = { x: 0, y: 0, width: 4000, height: 1000 }
    const look = viewOfItem(region, 100, view, window)
    const seen = boxInView(look, window)
    expect(seen.x).toBeLessThan(0)
    expect(seen.x + seen.width).toBeGreaterThan(4000)
  })
})
