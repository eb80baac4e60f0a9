import { namesOf, numberOf, usage, type Values } from '../../../terminal/values.ts'
import { type SystemName, systems } from '../../recipes/systems.ts'
import { folderOfModel } from '../models/model.ts'

/**
 * The teachers' folders and their part of the label; undefined without --teacher.
 * @throws usage
 */
export async function teachersOf(values: Values, system: SystemName) {
  const names = namesOf(values, 'teacher')
  const share = numberOf(values, 'share', { min: 0, max: 1 })
  if (names.length === 0) {
    if (share !== undefined) throw usage('--share needs --teacher.')
    return undefined
  }
  if (systems[system].needs !== 'recurrence')
    throw usage(`--teacher works only with recurrent networks, and ${system} is not one.`)
  return { teachers: await Promise.all(names.map(folderOfModel)), share: share ?? 0.5 }
}
