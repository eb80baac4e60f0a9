import { recurrentDefaults } from '../../engine/models/recurrent.ts'
import { floorName } from '../baseline/name.ts'
import { systems } from '../recipes/systems.ts'
import type { Contender, Run } from './run.ts'

export const titleOf = (contender: Contender): string =>
  contender === floorName ? 'colour alone (floor)' : systems[contender].title

/** Describes the size and length chosen for a run in a few words. */
export function wordsOf({ recipe }: Run): string {
  const { epochs, units, tokens, rate } = recipe
  if (epochs === undefined) return '15 numbers per patch'
  const sequence = typeof tokens === 'object' ? `blocks of ${tokens.block}×${tokens.block}, ` : ''
  const width = units === undefined || units === recurrentDefaults.units ? '' : `${units} units, `
  return `${sequence}${width}${epochs} epochs, rate ${rate}`
}
