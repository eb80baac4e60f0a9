import { colours, label, stroke } from './svg.ts'

/** Position of a chart's plot area, and the range of its vertical axis. */
export interface Frame {
  left: number
  top: number
  width: number
  height: number
  low: number
  high: number
}

export const heightOf = ({ top, height, low, high }: Frame, value: number): number =>
  top + height * (1 - (value - low) / (high - low))

/** Horizontal lines at these values, with their numbers on the left. */
export function grid(frame: Frame, values: number[], digits = 2): string[] {
  return values.flatMap(value => {
    const y = heightOf(frame, value)
    return [
      stroke(
        [
          [frame.left, y],
          [frame.left + frame.width, y]
        ],
        colours.line,
        1
      ),
      label(frame.left - 8, y + 4, value.toFixed(digits), { anchor: 'end', fill: colours.muted, size: 12 })
    ]
  })
}
