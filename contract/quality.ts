/**
 * Why a patch is unlike those the networks were trained on. The library stores each flag as its
 * position here, counted from 1.
 */
export const flagNames = ['coarser', 'finer', 'colour', 'blur', 'pen'] as const
export type FlagName = (typeof flagNames)[number]

/** Each flag as a phrase that follows "patches". */
const looks: Record<FlagName, string> = {
  coarser: 'look coarser than the model’s scale',
  finer: 'look finer than the model’s scale',
  colour: 'do not look like H&E',
  blur: 'look out of focus',
  pen: 'look like pen marks'
}

/** What the user should do about each flag. */
const advice: Record<FlagName, string> = {
  coarser: 'check the slide’s resolution',
  finer: 'check the slide’s resolution',
  colour: 'the model knows H&E alone',
  blur: 'scan it again if you can, and trust no result there',
  pen: 'trust no result there'
}

/** Quality flags of a run's patches. */
export interface Flagged {
  patches: number
  byFlag: Record<FlagName, number>
  otherScale: boolean
}

/** Each flag as a short label. */
export const flagTitles: Record<FlagName, string> = {
  coarser: 'Coarser than the model’s scale',
  finer: 'Finer than the model’s scale',
  colour: 'Not like H&E',
  blur: 'Out of focus',
  pen: 'Pen marks'
}

const count = (value: number) => value.toLocaleString('en')

/** Returns one sentence for each reason not to trust a run's numbers; empty when there is none. */
export function warningsOf({ patches, byFlag, otherScale }: Flagged): string[] {
  const warnings = flagNames
    .filter(flag => byFlag[flag] > 0)
    .map(flag => `${count(byFlag[flag])} of ${count(patches)} patches ${looks[flag]}: ${advice[flag]}.`)
  return otherScale
    ? [
        'The slide as a whole seems to be of another scale than the model’s: check its resolution, and trust no result before.',
        ...warnings
      ]
    : warnings
}
