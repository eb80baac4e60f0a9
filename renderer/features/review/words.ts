import type { Action } from '../../../contract/review.ts'
import { texts } from '../../texts.ts'

/** What an action did, in plain words. */
export const wordsFor = ({ kind, count, text }: Action): string => texts.history.kinds[kind](count, text)
