import type { Run } from '../records/run.ts'
import { runsOf } from '../records/summary.ts'
import { colours, drawing, type Frame, grid, heightOf, key, label, stroke } from './svg.ts'

const [width, height] = [900, 340]
const losses: Frame = { left: 56, top: 64, width: 370, height: 220, low: 0, high: 0.8 }
const shares: Frame = { left: 506, top: 64, width: 370, height: 220, low: 0.7, high: 1 }

/** Figure 7: training curves of GRU + attention under the paper's protocol, one line per seed. */
export function curvesFigure(runs: Run[]): string {
  const own = runsOf(runs, 'gru-attention', 'paper').filter(({ epochs }) => epochs.length > 1)
  const longest = Math.max(2, ...own.map(({ epochs }) => epochs.length))
  const line = (frame: Frame, values: (number | null | undefined)[], colour: string, dashes = '') => {
    const points = values.flatMap((value, epoch): [number, number][] =>
      typeof value === 'number'
        ? [[frame.left + (frame.width * epoch) / (longest - 1), heightOf(frame, clamped(frame, value))]]
        : []
    )
    return stroke(points, colour, 2, dashes)
  }
  const curves = own.flatMap(({ epochs }) => [
    line(
      losses,
      epochs.map(({ loss }) => loss),
      colours.accent
    ),
    line(
      shares,
      epochs.map(({ validation }) => validation?.accuracy),
      colours.accent
    ),
    line(
      shares,
      epochs.map(({ validation }) => validation?.auc),
      colours.warn,
      areaDashes
    )
  ])
  const seeds = own.map(({ seed }) => seed).join(', ')
  return drawing(width, height, 'Training of GRU + attention by the paper’s protocol', [
    label(losses.left, 24, 'GRU + attention, the paper’s protocol', { bold: true, size: 15 }),
    label(
      losses.left,
      46,
      own.length === 0 ? 'Not run yet.' : `Loss in training; ${own.length === 1 ? 'seed' : 'seeds'} ${seeds}`,
      {
        fill: colours.muted
      }
    ),
    label(shares.left, 46, 'On validation', { fill: colours.muted }),
    ...key(shares.left + 180, 46, 'accuracy', colours.accent),
    ...key(shares.left + 290, 46, 'AUC', colours.warn, areaDashes),
    ...grid(losses, [0, 0.2, 0.4, 0.6, 0.8], 1),
    ...grid(shares, [0.7, 0.8, 0.9, 1], 1),
    ...[losses, shares].flatMap(frame => epochLabels(frame, longest)),
    ...curves
  ])
}

const areaDashes = '6 3'

const clamped = ({ low, high }: Frame, value: number) => Math.min(high, Math.max(low, value))

function epochLabels(frame: Frame, longest: number): string[] {
  const bottom = frame.top + frame.height + 18
  const every = Math.ceil(longest / 10)
  return Array.from({ length: longest }, (_, epoch) => epoch)
    .filter(epoch => epoch === 0 || (epoch + 1) % every === 0)
    .map(epoch =>
      label(frame.left + (frame.width * epoch) / (longest - 1), bottom, String(epoch + 1), {
        anchor: 'middle',
        fill: colours.muted,
        size: 12
      })
    )
    .concat(
      label(frame.left + frame.width / 2, bottom + 20, 'epoch', {
        anchor: 'middle',
        fill: colours.muted,
        size: 12
      })
    )
}
