import { floorName } from '../../floor/name.ts'
import { systemNames } from '../../systems.ts'
import { published } from '../paper.ts'
import type { Run } from '../run.ts'
import { runsOf, spreadOf } from '../summary.ts'
import { spread } from '../text.ts'
import { titleOf } from '../titles.ts'
import { type Frame, grid, heightOf } from './axes.ts'
import { box, colours, drawing, label, stroke } from './svg.ts'

const frame: Frame = { left: 56, top: 64, width: 824, height: 280, low: 0.5, high: 1 }
const bar = 26

/** Figure 8: accuracy by the paper's protocol, the paper's beside ours, and balanced accuracy on slides that were left out. */
export function comparisonFigure(runs: Run[]): string {
  const room = frame.width / systemNames.length
  const groups = systemNames.flatMap((system, place) => {
    const middle = frame.left + room * (place + 0.5)
    const ours = spreadOf(runsOf(runs, system, 'paper').map(({ figures }) => figures.accuracy))
    const left = spreadOf(runsOf(runs, system, 'slides').map(({ figures }) => figures.balancedAccuracy))
    return [
      column(middle - 1.5 * bar - 3, published[system].accuracy, colours.edge),
      ...(ours ? [column(middle - bar / 2, ours.mean, colours.accent)] : []),
      ...(left ? [column(middle + bar / 2 + 3, left.mean, colours.soft)] : []),
      label(middle, frame.top + frame.height + 20, titleOf(system), { anchor: 'middle', size: 12 }),
      label(middle, frame.top + frame.height + 37, ours ? spread(ours) : 'not run yet', {
        anchor: 'middle',
        fill: colours.muted,
        size: 11
      })
    ]
  })
  return drawing(
    900,
    410,
    'Accuracy of the seven networks: the paper’s, ours, and on slides that were left out',
    [...grid(frame, [0.5, 0.6, 0.7, 0.8, 0.9, 1], 1), ...groups, ...floorLine(runs), ...legend()]
  )
}

function column(x: number, value: number, fill: string): string {
  const y = heightOf(frame, Math.max(frame.low, value))
  return box(x, y, bar, frame.top + frame.height - y, fill)
}

function floorLine(runs: Run[]): string[] {
  const floor = spreadOf(runsOf(runs, floorName, 'paper').map(({ figures }) => figures.accuracy))
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
    [384, colours.soft, 'ours, balanced accuracy on a slide left out']
  ]
  return [
    label(frame.left, 24, 'Seven networks (the axis begins at 0.5)', { bold: true, size: 15 }),
    ...entries.flatMap(([place, colour, text]) => [
      box(frame.left + place, 36, 12, 12, colour),
      label(frame.left + place + 18, 47, text, { fill: colours.muted, size: 12 })
    ])
  ]
}
