import type { Geometry, Measures, Region, RegionClass } from '../../../contract/review/region.ts'
import type { Review, Signature } from '../../../contract/review/review.ts'
import type { Slide } from '../../../contract/slides/slide.ts'
import type { Destination } from '../../../electron/host/files/saving.ts'
import { type LayoutRequest, layouts } from '../../../electron/worker/reports/formats.ts'
import type { ReportSource } from '../../../electron/worker/reports/source.ts'
import { predictions, run, source } from '../exports/source.ts'

/** Writes a report as the worker lays it out. */
export const writeReport = (request: LayoutRequest, format: string, to: Destination) =>
  to.file(layouts[format]!(request))

export const classes: RegionClass[] = [
  { id: 1, name: 'IDC', color: '#d55e00', removed: false },
  { id: 2, name: 'DCIS', color: '#e69f00', removed: false },
  { id: 3, name: 'benign', color: '#009e73', removed: false }
]

const reviewer = { id: 1, name: 'Dr. Łucja Ångström' }

export const signature = (overrides: Partial<Signature> = {}): Signature => ({
  sequence: 41,
  reviewer,
  role: '',
  meaning: 'I have reviewed every marked patch and every region of this slide.',
  acknowledged: null,
  utc: '2026-01-03T10:11:12.000Z',
  local: '2026-01-03T11:11:12+01:00',
  logHash: 'c'.repeat(64),
  stateHash: 'd'.repeat(64),
  clockBack: false,
  reopened: null,
  ...overrides
})

export const review = (overrides: Partial<Review> = {}): Review => ({
  runId: 12,
  slideId: 3,
  state: 'open',
  threshold: 0.6,
  thresholdBy: reviewer.name,
  labels: { positive: 9, negative: 5, unsure: 2 },
  falsePositive: 3,
  falseNegative: 2,
  progress: { reviewed: 10, total: 13 },
  regions: 2,
  comments: 1,
  undo: null,
  redo: null,
  signature: null,
  sequence: 40,
  hash: 'e'.repeat(64),
  updatedAt: '2026-01-03T10:09:00.000Z',
  ...overrides
})

const measures: Measures = {
  areaMm2: 1.2345,
  perimeterMm: 4.5,
  largestDiameterMm: 1.678,
  lengthMm: null,
  patches: 10,
  positive: 7,
  meanProbability: 0.71,
  maxProbability: 0.95
}

const uuid = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

export function region(number: number, geometry: Geometry, overrides: Partial<Region> = {}): Region {
  const flat =
    geometry.type === 'area'
      ? geometry.parts.flat(2)
      : geometry.type === 'line'
        ? geometry.points
        : geometry.type === 'ellipse'
          ? [
              geometry.x - geometry.radiusX,
              geometry.y - geometry.radiusY,
              geometry.x + geometry.radiusX,
              geometry.y + geometry.radiusY
            ]
          : [geometry.x, geometry.y]
  const xs = flat.filter((_, i) => i % 2 === 0)
  const ys = flat.filter((_, i) => i % 2 === 1)
  return {
    id: uuid(number),
    runId: 12,
    kind: geometry.type === 'area' ? 'polygon' : geometry.type,
    geometry,
    bounds: { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) },
    classId: 1,
    name: '',
    note: '',
    locked: false,
    origin: 'drawn',
    createdAt: '2026-01-03T09:00:00.000Z',
    updatedAt: '2026-01-03T09:30:00.000Z',
    ...overrides
  }
}

/** A blot-shaped ring around a point. */
export const blot = (x: number, y: number, radius: number, points = 40): Geometry => ({
  type: 'area',
  parts: [
    [
      Array.from({ length: points }, (_, i) => (2 * Math.PI * i) / points).flatMap(turn => {
        const far = radius * (1 + 0.25 * Math.sin(3 * turn) + 0.1 * Math.cos(7 * turn))
        return [x + far * Math.cos(turn), y + far * Math.sin(turn)]
      })
    ]
  ]
})

/** Report source on the small grid that the other tests use. */
export const reportSource = (overrides: Partial<ReportSource> = {}): ReportSource => {
  const { predictions: _, ...rest } = source()
  const grid = new Float32Array(rest.run.grid.cols * rest.run.grid.rows).fill(Number.NaN)
  for (const { row, col, probability } of predictions) grid[row * rest.run.grid.cols + col] = probability
  return {
    ...rest,
    installed: {
      title: 'Small CNN',
      parameters: 406_744,
      threshold: 0.5,
      seen: { trained: [], validated: [] },
      card: '# Small CNN\n\n## Limits\n- Few patients: read every figure with care.\n- H&E only;\n  other stains were never seen.\n'
    },
    grid,
    flags: null,
    review: review(),
    regions: [
      region(1, blot(2000, 1500, 900), { name: 'upper focus', note: 'Touches the margin?\nSecond line.' }),
      region(2, blot(4200, 2600, 500), { classId: 3, locked: true, origin: 'patches' })
    ],
    classes,
    measure: () => measures,
    flagged: () => null,
    peak: () => ({ row: 1, col: 2, probability: 0.95 }),
    comments: [
      {
        id: uuid(77),
        runId: 12,
        text: 'Ask for a deeper level.',
        regionId: null,
        patch: null,
        reviewer,
        createdAt: '2026-01-03T09:40:00.000Z',
        updatedAt: '2026-01-03T09:40:00.000Z'
      }
    ],
    corrections: [
      { row: 1, col: 2, probability: 0.25, label: 'positive', reviewer, utc: '2026-01-03T09:41:00.000Z' },
      { row: 4, col: 6, probability: 0.97, label: 'negative', reviewer, utc: '2026-01-03T09:42:00.000Z' }
    ],
    signatures: [],
    madeAt: new Date('2026-01-04T05:06:07.000Z'),
    ...overrides
  }
}

/** A larger report on a slide of the given size, with `count` regions. */
export function demoReport({ count, slide }: { count: number; slide: Partial<Slide> }): ReportSource {
  const small = reportSource()
  const facts = { ...small.slide, ...slide }
  const mpp = facts.mpp ?? 1
  const edge = 200 / mpp
  const grid = {
    originX: 0,
    originY: 0,
    stride: edge,
    patch: edge,
    cols: Math.floor(facts.width / edge),
    rows: Math.floor(facts.height / edge)
  }
  const cells = new Float32Array(grid.cols * grid.rows).fill(Number.NaN)
  for (let row = 0; row < grid.rows; row++)
    for (let col = 0; col < grid.cols; col++) {
      const [x, y] = [col / grid.cols - 0.5, row / grid.rows - 0.5]
      if (x * x + y * y < 0.16)
        cells[row * grid.cols + col] = 0.5 + 0.5 * Math.sin(9 * x + 5 * y) * Math.cos(7 * y)
    }
  const across = Math.ceil(Math.sqrt(count))
  const regions = Array.from({ length: count }, (_, i) => {
    const x = ((i % across) + 0.7) * (facts.width / (across + 0.6))
    const y = (Math.floor(i / across) + 0.7) * (facts.height / (across + 0.6))
    const radius = (Math.min(facts.width, facts.height) / across / 3) * (0.5 + ((i * 7) % 10) / 14)
    return region(
      i + 1,
      i % 5 === 4
        ? { type: 'ellipse', x, y, radiusX: radius, radiusY: radius / 2, angle: 0.5 }
        : blot(x, y, radius),
      {
        classId: (i % 3) + 1,
        name: i % 2 === 0 ? `focus ${i + 1}` : '',
        note:
          i === 0
            ? 'Invades the fat lobule on the left; compare with the deeper level before anything is concluded from this.'
            : ''
      }
    )
  })
  return {
    ...small,
    slide: facts,
    run: run({ mpp, grid, patches: cells.filter(value => value >= 0).length }),
    grid: cells,
    regions,
    signatures: [signature()],
    review: review({ state: 'signed' })
  }
}
