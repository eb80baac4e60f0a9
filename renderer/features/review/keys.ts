import type { Decision } from './decisions.ts'

/** One key for each decision, all under the left hand, so that the right one keeps the mouse. */
export const decisionKeys: Record<Decision, string> = {
  confirm: 'C',
  falsePositive: 'X',
  falseNegative: 'V',
  unsure: 'D'
}

export const stepKeys = { skip: 'S', back: 'B' } as const
export const markKeys = { markBrush: 'W', markLasso: 'Shift+W' } as const

/** Where they hold, on the regions' tab, nothing else has them. */
export const toolKeys = {
  select: 'V',
  rectangle: 'W',
  polygon: 'Y',
  freehand: 'D',
  ellipse: 'E',
  brush: 'B',
  point: 'X',
  line: 'N'
} as const
