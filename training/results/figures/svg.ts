/** Colours of the page (renderer/styles.css), light; the drawing has its own ground, so that it reads on any. */
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

/** A whole drawing of this many pixels. */
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
}

export function label(x: number, y: number, text: string, options: TextOptions = {}): string {
  const { anchor = 'start', fill = colours.ink, size = 13, bold = false } = options
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${fill}" font-size="${size}"${bold ? ' font-weight="600"' : ''}>${escaped(text)}</text>`
}

export const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"/>`

export const stroke = (points: [number, number][], colour: string, width = 2, dashes = ''): string =>
  `<polyline fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashes ? ` stroke-dasharray="${dashes}"` : ''} points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(' ')}"/>`

/** To a tenth of a pixel: the same runs give the same file. */
const at = (value: number): string => String(Math.round(value * 10) / 10)

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
