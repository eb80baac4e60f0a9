import { describe, expect, it } from 'vitest'
import type { Viewpoint } from '../../../../../../renderer/viewer/stage/stage.ts'
import { type Anchor, linkedView } from '../../../../../../renderer/viewer/stage/views/linked-view.ts'

/**
 * Position of a point on screen, in CSS pixels from the centre, as a viewer with this viewpoint
 * draws it.
 */
function onScreen(viewpoint: Viewpoint, place: { x: number; y: number }) {
  const angle = (viewpoint.rotation * Math.PI) / 180
  const [x, y] = [(place.x - viewpoint.x) * viewpoint.zoom, (place.y - viewpoint.y) * viewpoint.zoom]
  const right = x * Math.cos(angle) - y * Math.sin(angle)
  return { x: viewpoint.flip ? -right : right, y: x * Math.sin(angle) + y * Math.cos(angle) }
}

const anchor = (rest: Partial<Anchor>): Anchor => ({
  x: 1000,
  y: 2000,
  zoom: 0.5,
  rotation: 0,
  flip: false,
  mpp: 0.5,
  ...rest
})

describe('two linked views', () => {
  it('of one slide show the same', () => {
    const from = anchor({})
    const viewpoint = { x: 1500, y: 1800, zoom: 1.5, rotation: 40, flip: true }
    const other = linkedView(viewpoint, from, from)
    expect(other.x).toBeCloseTo(1500, 9)
    expect(other.y).toBeCloseTo(1800, 9)
    expect(other).toMatchObject({ zoom: 1.5, rotation: 40, flip: true })
  })

  for (const [flipFrom, flipTo] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true]
  ] as const)
    it(`of different slides, turned and mirrored (${flipFrom}, ${flipTo}), keep what lay on each other there`, () => {
      const from = anchor({ rotation: 20, flip: flipFrom })
      const to = anchor({ x: 300, y: 400, zoom: 0.25, mpp: 0.25, rotation: -65, flip: flipTo })
      const viewpoint = { x: 1400, y: 1700, zoom: 0.9, rotation: 75, flip: !flipFrom }
      const other = linkedView(viewpoint, from, to)
      // Both anchors have the same µm per pixel, so points 600 µm to the right of either centre
      // coincided.
      const right = (side: Anchor, um: number) => {
        const angle = (-side.rotation * Math.PI) / 180
        const length = ((side.flip ? -1 : 1) * um) / (side.mpp ?? 1)
        return { x: side.x + length * Math.cos(angle), y: side.y + length * Math.sin(angle) }
      }
      const sameZoom = { ...other, zoom: (viewpoint.zoom * (to.mpp ?? 1)) / (from.mpp ?? 1) }
      for (const um of [0, 600, -250]) {
        const [one, two] = [onScreen(viewpoint, right(from, um)), onScreen(sameZoom, right(to, um))]
        expect(two.x).toBeCloseTo(one.x, 6)
        expect(two.y).toBeCloseTo(one.y, 6)
      }
      expect(other.zoom / to.zoom).toBeCloseTo(viewpoint.zoom / from.zoom, 12)
    })
})
