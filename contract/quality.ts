/**
 * Why a patch is unlike those the networks were trained on. The library stores each flag as its
 * position here, counted from 1.
 */
export const flagNames = ['coarser', 'finer', 'colour', 'blur', 'pen'] as const
export type FlagName = (typeof flagNames)[number]

/** Each flag as a phrase that follows "patches". */
const looks: Record<FlagName, [one: string, several: string]> = {
  coarser: ['looks coarser than the model’s scale', 'look coarser than the model’s scale'],
  finer: ['looks finer than the model’s scale', 'look finer than the model’s scale'],
  colour: ['does not look like H&E', 'do not look like H&E'],
  blur: ['looks out of focus', 'look out of focus'],
  pen: ['looks like a pen mark', 'look like pen marks']
}

/** What the user should do about each flag. */
const advice: Record<FlagName, string> = {
  coarser: 'check the slide’s resolution',
  finer: 'check the slide’s resolution',
  colour: 'the model was trained on H&E only',
  blur: 'rescan the slide if possible, and do not rely on results there',
  pen: 'do not rely on results there'
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
  colour: 'Does not look like H&E',
  blur: 'Out of focus',
  pen: 'Pen marks'
}

const count = (value: number) => value.toLocaleString('en')

/** Returns one sentence for each reason not to trust a run's numbers; empty when there is none. */
export function warningsOf({ patches, byFlag, otherScale }: Flagged): string[] {
  const warnings = flagNames
    .filter(flag => byFlag[flag] > 0)
    .map(
      flag =>
        `${count(byFlag[flag])} of ${count(patches)} patches ${looks[flag][byFlag[flag] === 1 ? 0 : 1]}: ${advice[flag]}.`
    )
  return otherScale
    ? [
        'The whole slide seems to have a different scale from the model’s. Check its resolution before relying on any result.',
        ...warnings
      ]
    : warnings
}
