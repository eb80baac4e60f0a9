/** What a patch may be, besides one that the networks were made for, in the order of the numbers that the library keeps from 1 on. */
export const flagNames = ['coarser', 'finer', 'colour', 'blur', 'pen'] as const
export type FlagName = (typeof flagNames)[number]

/** In words, of patches. */
const looks: Record<FlagName, string> = {
  coarser: 'look coarser than the model’s scale',
  finer: 'look finer than the model’s scale',
  colour: 'do not look like H&E',
  blur: 'look out of focus',
  pen: 'look like pen marks'
}

/** What is to be done about it. */
const advice: Record<FlagName, string> = {
  coarser: 'check the slide’s resolution',
  finer: 'check the slide’s resolution',
  colour: 'the model knows H&E alone',
  blur: 'scan it again if you can, and trust no result there',
  pen: 'trust no result there'
}

/** What a gate found of a run's patches. */
export interface Flagged {
  patches: number
  byFlag: Record<FlagName, number>
  otherScale: boolean
}

/** A flag as a word, of patches. */
export const flagTitles: Record<FlagName, string> = {
  coarser: 'Coarser than the model’s scale',
  finer: 'Finer than the model’s scale',
  colour: 'Not like H&E',
  blur: 'Out of focus',
  pen: 'Pen marks'
}

const count = (value: number) => value.toLocaleString('en')

/** A sentence for each thing that the numbers of a run should not be trusted for; none where all is well. */
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
