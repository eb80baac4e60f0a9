/** One axis of a chart, in the unit of its values. */
export interface Axis {
  label: string
  low: number
  high: number
  /** Ticks at integers only. */
  whole?: boolean
}

/** Plot area within UiChart's 440 × 280. */
const frame = { left: 48, right: 428, top: 12, bottom: 232 }

const within = ({ low, high }: Axis, value: number) => Math.min(1, Math.max(0, (value - low) / (high - low)))

/** Rounds to a tenth of a pixel. Values beyond the axis are drawn at its end. */
const place = (from: number, to: number, share: number) => Math.round((from + (to - from) * share) * 10) / 10

export const xOf = (axis: Axis, value: number): number => place(frame.left, frame.right, within(axis, value))
export const yOf = (axis: Axis, value: number): number => place(frame.bottom, frame.top, within(axis, value))

export const polyline = (x: Axis, y: Axis, points: readonly (readonly [number, number])[]): string =>
  points.map(([across, up]) => `${xOf(x, across)},${yOf(y, up)}`).join(' ')

/** Returns round numbers along the axis, at most eight. */
export function ticksOf({ low, high, whole = false }: Axis): number[] {
  const span = high - low
  const step = [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    .filter(step => !whole || step >= 1)
    .find(step => span / step <= 7.001)
  if (step === undefined) return [low, high]
  const first = whole && step > 1 ? Math.ceil(low / step) * step : low
  const ticks: number[] = []
  for (let n = 0; first + n * step <= high + step * 1e-6; n++)
    ticks.push(Number((first + n * step).toFixed(6)))
  return ticks
}
