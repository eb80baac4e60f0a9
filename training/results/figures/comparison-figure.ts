import { baselineName } from '../../baseline/baseline.ts'
import { paperSystemNames } from '../../recipes/systems.ts'
import { published } from '../records/paper.ts'
import type { Run } from '../records/run.ts'
import { runsOf, type Spread, spreadOf, titleOf } from '../records/summary.ts'
import { bar, box, colours, drawing, type Frame, grid, heightOf, label, stroke } from './svg.ts'

const frame: Frame = { left: 56, top: 64, width: 824, height: 280, low: 0.5, high: 1 }
const width = 28
const bottom = frame.top + frame.height

/**
 * Figure 8: accuracy under the paper's protocol, the paper's next to ours, and balanced accuracy on
 * left-out slides.
 */
export function comparisonFigure(runs: Run[]): string {
  const room = frame.width / paperSystemNames.length
  const groups = paperSystemNames.map((system, place) => {
    const middle = frame.left + room * (place + 0.5)
    const ours = spreadOf(runsOf(runs, system, 'paper').map(({ figures }) => figures.accuracy))
    const left = spreadOf(runsOf(runs, system, 'slides').map(({ figures }) => figures.balancedAccuracy))
    const columns: Column[] = [
      {
        x: middle - 1.5 * width - 3,
        value: { mean: published[system].accuracy },
        digits: 2,
        fill: colours.edge
      },
      { x: middle - width / 2, value: ours, digits: 3, fill: colours.accent },
      { x: middle + width / 2 + 3, value: left && { mean: left.mean }, digits: 3, fill: colours.soft }
    ]
    const below = [
      label(middle, bottom + 20, titleOf(system), { anchor: 'middle', size: 12 }),
      label(middle, bottom + 37, seedsOf(ours), { anchor: 'middle', fill: colours.muted, size: 11 })
    ]
    return { columns, below }
  })
  const columns = groups.flatMap(({ columns }) => columns)
  return drawing(
    900,
    410,
    'Accuracy of the seven networks: the paper’s, ours, and on slides that were left out',
    [
      ...grid(frame, [0.5, 0.6, 0.7, 0.8, 0.9, 1], 1),
      ...columns.flatMap(barOf),
      ...groups.flatMap(({ below }) => below),
      ...floorLine(runs),
      ...columns.map(valueAbove),
      ...legend()
    ]
  )
}

interface Column {
  x: number
  /** Null if there is no value yet. The deviation is over seeds, if there are several. */
  value: { mean: number; deviation?: number | null } | null
  digits: number
  fill: string
}

/** A bar, with the deviation over seeds as a whisker. */
function barOf({ x, value, fill }: Column): string[] {
  if (!value) return []
  const { mean, deviation } = value
  const y = heightOf(frame, Math.max(frame.low, mean))
  return [
    bar(x, y, width, bottom - y, fill, fill === colours.soft ? colours.accent : fill),
    ...(deviation
      ? whisker(x + width / 2, heightOf(frame, mean + deviation), heightOf(frame, mean - deviation))
      : [])
  ]
}

/** The value above its bar, or a dash if there is none. */
function valueAbove({ x, value, digits }: Column): string {
  const y = value ? heightOf(frame, value.mean + (value.deviation ?? 0)) : bottom
  const text = value ? value.mean.toFixed(digits).replace(/^0/, '') : '–'
  return label(x + width / 2, y - 5, text, { anchor: 'middle', fill: colours.muted, size: 9.5, halo: true })
}

const whisker = (x: number, top: number, end: number): string[] =>
  (
    [
      [x, top, x, end],
      [x - 5, top, x + 5, top],
      [x - 5, end, x + 5, end]
    ] as const
  ).map(([x1, y1, x2, y2]) =>
    stroke(
      [
        [x1, y1],
        [x2, y2]
      ],
      colours.ink,
      1.2
    )
  )

const seedsOf = (ours: Spread | null) =>
  ours ? `${ours.count} ${ours.count === 1 ? 'seed' : 'seeds'}` : 'not run yet'

function floorLine(runs: Run[]): string[] {
  const floor = spreadOf(runsOf(runs, baselineName, 'paper').map(({ figures }) => figures.accuracy))
  if (!floor) return []
  const y = heightOf(frame, floor.mean)
  const right = frame.left + frame.width
  return [
    stroke(
      [
        [frame.left, y],
        [right, y]
      ],
      colours.warn,
      1.5,
      '6 4'
    ),
    stroke(
      [
        [right - 148, 42],
        [right - 124, 42]
      ],
      colours.warn,
      1.5,
      '6 4'
    ),
    label(right, 47, `colour alone: ${floor.mean.toFixed(3)}`, {
      anchor: 'end',
      fill: colours.muted,
      size: 12
    })
  ]
}

function legend(): string[] {
  const entries: [number, string, string][] = [
    [0, colours.edge, 'paper, accuracy'],
    [130, colours.accent, 'ours, accuracy by the same protocol'],
    [384, colours.soft, 'ours, balanced, on a slide left out']
  ]
  return [
    label(
      frame.left,
      24,
      'Seven networks: accuracy, and balanced accuracy on slides left out (the axis begins at 0.5)',
      { bold: true, size: 15 }
    ),
    ...entries.flatMap(([place, colour, text]) => [
      box(frame.left + place, 36, 12, 12, colour),
      label(frame.left + place + 18, 47, text, { fill: colours.muted, size: 12 })
    ])
  ]
}
