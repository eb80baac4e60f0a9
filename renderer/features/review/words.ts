import type { Action } from '../../../contract/review.ts'
import { texts } from '../../texts.ts'

/** Describes an action in plain words. */
export const wordsFor = ({ kind, count, text }: Action): string => texts.history.kinds[kind](count, text)
