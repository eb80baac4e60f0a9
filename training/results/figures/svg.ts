/**
 * Light colours of the page (renderer/styles.css). The drawing has its own background, so that it
 * is legible on any page.
 */
export const colours = {
  ground: '#ffffff',
  line: '#d8dee5',
  edge: '#7c8796',
  ink: '#16202b',
  muted: '#4a5665',
  accent: '#0f5f73',
  soft: '#9cc3cd',
  warn: '#b3541e'
}

/** A whole drawing, with width and height in pixels. */
export function drawing(width: number, height: number, title: string, parts: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" fill="${colours.ground}"/>
${parts.join('\n')}
</svg>
`
}

export interface TextOptions {
  anchor?: 'start' | 'middle' | 'end'
  fill?: string
  size?: number
  bold?: boolean
  /** Outlines the letters in the background colour, so that they stay legible across a line. */
  halo?: boolean
}

export function label(x: number, y: number, text: string, options: TextOptions = {}): string {
  const { anchor = 'start', fill = colours.ink, size = 13, bold = false, halo = false } = options
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${fill}" font-size="${size}"${bold ? ' font-weight="600"' : ''}${halo ? ` paint-order="stroke" stroke="${colours.ground}" stroke-width="3"` : ''}>${escaped(text)}</text>`
}

export const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"/>`

/** A bar with an outline, so that a pale one also stands out on paper. */
export const bar = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  edge: string
): string =>
  `<rect x="${at(x + 0.5)}" y="${at(y + 0.5)}" width="${at(width - 1)}" height="${at(Math.max(0, height - 1))}" fill="${fill}" stroke="${edge}" stroke-width="1"/>`

export const stroke = (points: [number, number][], colour: string, width = 2, dashes = ''): string =>
  `<polyline fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashes ? ` stroke-dasharray="${dashes}"` : ''} points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(' ')}"/>`

/** One entry of a legend: a piece of the curve and its name. `y` is the baseline of the text. */
export const key = (x: number, y: number, text: string, colour: string, dashes = ''): string[] => [
  stroke(
    [
      [x, y - 4],
      [x + 24, y - 4]
    ],
    colour,
    2,
    dashes
  ),
  label(x + 31, y, text, { fill: colours.muted, size: 12 })
]

/** Rounds to a tenth of a pixel, so that the same runs produce the same file. */
const at = (value: number): string => String(Math.round(value * 10) / 10)

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

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
