import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Calibration } from '../../../contract/models/model.ts'
import { publishedLayout } from '../../../contract/slides/published-layout.ts'
import { repairText } from '../../../contract/text/repair.ts'
import type { FoundModel } from '../../../contract/worker.ts'
import type { ModelSpec } from '../../../engine/model-folder/spec.ts'
import { readRegularText } from '../../../files/regular.ts'
import { toFailure } from '../failure.ts'

const mostCardBytes = 2 ** 20

/**
 * Reads and checks every model folder in `folder`, sorted by name. A model that cannot be used
 * carries its failure.
 */
export async function readModels(folder: string): Promise<FoundModel[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const names = entries
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
  return Promise.all(names.map(name => readModel(folder, name)))
}

async function readModel(folder: string, name: string): Promise<FoundModel> {
  const { readSpec } = await import('../../../engine/model-folder/spec.ts')
  const { identityOf } = await import('../../../engine/model-folder/identity.ts')
  const card = await readRegularText(join(folder, name, 'card.md'), mostCardBytes).then(repairText, () => '')
  try {
    const spec = await readSpec(join(folder, name))
    return {
      name,
      title: spec.title,
      folder: join(folder, name),
      version: spec.version,
      architecture: spec.architecture,
      classes: spec.positiveClass === 1 ? spec.classes : spec.classes.toReversed(),
      mpp: spec.input.mpp,
      patch: spec.input.patch,
      threshold: spec.threshold,
      screening: spec.screening ?? null,
      calibration: calibrationOf(spec),
      parameters: spec.parameters,
      weightsSha256: spec.weightsSha256,
      identity: identityOf(spec),
      protocol: spec.trainingData.protocol,
      seen: {
        trained: spec.trainingData.patients,
        validated: spec.trainingData.validationPatients
      },
      card,
      failure: null
    }
  } catch (error) {
    return { ...unusable(name), folder: join(folder, name), card, failure: toFailure(error) }
  }
}

function calibrationOf(spec: ModelSpec): Calibration {
  const { field, surroundings, temperature } = spec
  if (field) return { kind: 'field', ...field }
  if (surroundings) return { kind: 'surroundings', ...surroundings }
  return temperature === undefined ? { kind: 'none' } : { kind: 'temperature', temperature }
}

/**
 * Placeholder for a model whose spec.json cannot be trusted: its name, and values that satisfy the
 * contract.
 */
const unusable = (name: string) => ({
  name,
  title: name,
  version: '',
  architecture: '',
  classes: [],
  ...publishedLayout,
  threshold: 0.5,
  screening: null,
  calibration: { kind: 'none' } as const,
  parameters: 0,
  weightsSha256: '',
  identity: '',
  protocol: '',
  seen: { trained: [], validated: [] }
})
