import type { Decision } from './decisions.ts'

/** One key per decision, all under the left hand, so that the right hand stays on the mouse. */
export const decisionKeys: Record<Decision, string> = {
  confirm: 'C',
  falsePositive: 'X',
  falseNegative: 'V',
  unsure: 'D'
}

export const stepKeys = { skip: 'S', back: 'B' } as const
export const markKeys = { markBrush: 'W', markLasso: 'Shift+W' } as const

/** Active only on the regions tab, where no other command uses these keys. */
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
