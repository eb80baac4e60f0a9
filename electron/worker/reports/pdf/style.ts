/** A4 in points, with the margins around the text. */
export const page = { width: 595.28, height: 841.89, left: 51, right: 51, top: 62, bottom: 66 } as const

export const textWidth = page.width - page.left - page.right
export const textHeight = page.height - page.top - page.bottom

export type FontName = 'regular' | 'medium' | 'italic'

/** Typeface, size and colour of a text. */
export interface Type {
  font: FontName
  size: number
  /** Distance between lines in points. */
  line: number
  color: string
}

const ink = '#1c2127'
const muted = '#5a6470'

export const types = {
  title: { font: 'medium', size: 22, line: 27, color: ink },
  subject: { font: 'regular', size: 12, line: 16, color: muted },
  section: { font: 'medium', size: 14, line: 18, color: '#0b4f6c' },
  region: { font: 'medium', size: 11, line: 15, color: ink },
  body: { font: 'regular', size: 9, line: 12.6, color: ink },
  muted: { font: 'regular', size: 8, line: 11, color: muted },
  name: { font: 'regular', size: 9, line: 12.6, color: muted },
  exact: { font: 'regular', size: 8.2, line: 12.6, color: ink },
  caption: { font: 'italic', size: 8, line: 10.6, color: muted },
  column: { font: 'medium', size: 8, line: 10.6, color: muted },
  cell: { font: 'regular', size: 8.4, line: 11, color: ink },
  strong: { font: 'medium', size: 8.4, line: 11, color: ink },
  running: { font: 'regular', size: 7.6, line: 10, color: muted },
  label: { font: 'medium', size: 7.2, line: 9, color: ink }
} as const satisfies Record<string, Type>

export const colors = {
  rule: '#c9d1d9',
  hair: '#e3e8ec',
  section: '#0b4f6c',
  good: { bar: '#1a7f4b', ground: '#ecf7f0', title: '#146c3e' },
  warning: { bar: '#b35900', ground: '#fdf3e6', title: '#8a4500' },
  plain: { bar: '#8b98a5', ground: '#f3f5f7', title: ink }
} as const
