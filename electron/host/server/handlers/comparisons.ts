import type { Context } from '../../context.ts'
import { compareModels } from '../../flows/models/compare.ts'
import { listComparisons, removeComparison } from '../../models/comparisons.ts'
import type { RoomHandlers } from '../serve.ts'

export const comparisonsHandlers = (context: Context): RoomHandlers<'comparisons'> => ({
  'comparisons.list': () => listComparisons(context.db),
  'comparisons.make': (request, signal) => compareModels(context, request, signal),
  'comparisons.remove': ({ comparisonId }) => removeComparison(context.db, comparisonId)
})
