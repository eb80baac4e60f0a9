import { count } from '../format.ts'

/**
 * Why a patch is unlike those the networks were trained on. The library stores each flag as its
 * position here, counted from 1, so new flags go to the end.
 */
export const qualityFlags = ['coarser', 'finer', 'colour', 'blur', 'pen'] as const
export type QualityFlag = (typeof qualityFlags)[number]

/** Returns a record with one value for each flag. */
export const flagRecord = <T>(of: (flag: QualityFlag, index: number) => T): Record<QualityFlag, T> =>
  Object.fromEntries(qualityFlags.map((flag, index) => [flag, of(flag, index)])) as Record<QualityFlag, T>

/** Classes of the quality check: a patch without a flag, then one class for each flag. */
export const qualityClasses = ['fine', ...qualityFlags] as const
export type QualityClass = (typeof qualityClasses)[number]

/** Minimum number of patches before their mean evidence decides on the scale of a slide. */
export const fewestForScale = 20

/** Each flag as a phrase that follows "patches". */
const looks: Record<QualityFlag, [one: string, several: string]> = {
  coarser: ['looks coarser than the model’s scale', 'look coarser than the model’s scale'],
  finer: ['looks finer than the model’s scale', 'look finer than the model’s scale'],
  colour: ['does not look like H&E', 'do not look like H&E'],
  blur: ['looks out of focus', 'look out of focus'],
  pen: ['may show a pen mark', 'may show pen marks']
}

/** Describes a flagged patch, without a subject. */
export const flagPhrase = (flag: QualityFlag): string => looks[flag][0]

/** What the user should do about each flag. */
const advice: Record<QualityFlag, string> = {
  coarser: 'check the slide’s resolution',
  finer: 'check the slide’s resolution',
  colour: 'the model was trained on H&E only',
  blur: 'rescan the slide if possible, and do not rely on results there',
  pen: 'look at them, because blood, keratin and folds can look similar'
}

/** Quality flags of a run's patches. */
export interface QualityFindings {
  patches: number
  byFlag: Record<QualityFlag, number>
  otherScale: boolean
}

/** Each flag as a short label. */
export const qualityFlagTitles: Record<QualityFlag, string> = {
  coarser: 'Coarser than the model’s scale',
  finer: 'Finer than the model’s scale',
  colour: 'Does not look like H&E',
  blur: 'Out of focus',
  pen: 'Possible pen marks'
}

/** A reason not to trust a run's numbers. */
export interface QualityWarning {
  about: QualityFlag | 'otherScale'
  /** One or two sentences. */
  text: string
}

/** Returns the reasons not to trust a run's numbers; empty if there is none. */
export function warningListOf({ patches, byFlag, otherScale }: QualityFindings): QualityWarning[] {
  const warnings: QualityWarning[] = qualityFlags
    .filter(flag => byFlag[flag] > 0)
    .map(flag => ({
      about: flag,
      text: `${count(byFlag[flag])} of ${count(patches)} patches ${looks[flag][byFlag[flag] === 1 ? 0 : 1]}: ${advice[flag]}.`
    }))
  if (otherScale)
    warnings.unshift({
      about: 'otherScale',
      text: 'The whole slide seems to have a different scale from the model’s. Check its resolution before relying on any result.'
    })
  return warnings
}

/** Returns one text for each reason not to trust a run's numbers; empty if there is none. */
export const warningsOf = (findings: QualityFindings): string[] =>
  warningListOf(findings).map(({ text }) => text)
