import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DuctalError } from '../../../contract/errors.ts'
import type { ModelFolder, ModelForm } from '../../../contract/models/model.ts'
import type { WorkerTasks } from '../../../contract/worker.ts'
import { drawPatches } from '../../../demo/patches.ts'
import type { ModelSpec } from '../../../engine/model-folder/spec.ts'
import type { TrialPatches } from '../../../engine/network/trial.ts'
import { checkRegular } from '../../../files/regular.ts'
import { openEngine } from '../inference/network.ts'

/** Files that may accompany a model; they are copied with it. */
const companions = [
  'card.md',
  'evaluation.json',
  'cross-validation.json',
  'training.jsonl',
  'comparison.json',
  'deletion.json'
]
/**
 * Subfolder of the library's models for unfinished imports. The leading dot keeps it from being
 * listed as a model.
 */
const unfinished = '.importing'
/** Number of patches that a model predicts to show that it works. */
const proof = 4

/** @throws DuctalError path/missing, model/invalid */
export async function inspectModel(path: string): Promise<ModelFolder> {
  const folder = await requireModel(path)
  const spec = await specIn(folder)
  return {
    folder,
    stated: spec && { name: spec.name, title: spec.title, version: spec.version },
    form: spec ? proposed(folder) : { ...proposed(folder), ...(await seenIn(folder)) }
  }
}

/** Returns the parts of the form that the network's own layers show. */
async function seenIn(folder: string): Promise<Partial<ModelForm>> {
  const { readKeras } = await import('../../../engine/keras/read.ts')
  const { scaling, end } = await readKeras(folder)
  return {
    ...(scaling?.expects === '0-255' ? { normalisation: { mean: [0, 0, 0], deviation: [1, 1, 1] } } : {}),
    ...(end.activation === 'linear' ? { outputs: 'logits' } : {})
  }
}

/**
 * @throws DuctalError path/missing, model/exists, disk/full, model/…, engine/failed
 *   if the model cannot compute
 */
export async function importModel(
  { folder: path, into, form, taken, known }: WorkerTasks['importModel']['takes'],
  signal: AbortSignal
): Promise<{ name: string }> {
  const folder = await requireModel(path)
  const stated = await specIn(folder)
  if (stated) await (await import('../../../engine/model-folder/files.ts')).verifyFiles(folder, stated)
  const name = stated?.name ?? form?.name
  if (name === undefined)
    throw new DuctalError(
      'model/invalid',
      `The folder ${basename(folder)} has no spec.json. Enter the model’s name and how its patches are prepared.`
    )
  if (taken.includes(name) || (await isThere(join(into, name))))
    throw new DuctalError(
      'model/exists',
      `A model named ${name} is already installed. Remove it first, or import this one under another name.`
    )
  const waiting = join(into, unfinished)
  const copy = join(waiting, name)
  await rm(waiting, { recursive: true, force: true })
  try {
    await mkdir(copy, { recursive: true })
    if (stated) await copyFiles(folder, copy, ['spec.json', ...stated.files.map(({ name }) => name)])
    await copyCompanions(folder, copy)
    signal.throwIfAborted()
    const spec = await prove(folder, copy, stated, form)
    const { identityOf } = await import('../../../engine/model-folder/identity.ts')
    const hashes = [identityOf(spec), spec.weightsSha256]
    const same = known.find(({ sha256 }) => hashes.includes(sha256))
    if (same && same.name !== name)
      throw new DuctalError(
        'model/exists',
        `${name} has the same weights as the installed model ${same.name}, and prepares patches the same way. Use that model, or import this one under its name.`
      )
    signal.throwIfAborted()
    await rename(copy, join(into, name))
    return { name }
  } finally {
    await rm(waiting, { recursive: true, force: true })
  }
}

/**
 * Returns the folder of a model.json.
 * @param path the folder, or its model.json
 */
async function requireModel(path: string): Promise<string> {
  if (!(await isThere(path)))
    throw new DuctalError('path/missing', `The folder ${path} does not exist. Choose the model folder.`)
  if (basename(path) === 'model.json') return dirname(path)
  if (await isThere(join(path, 'model.json'))) return path
  const { refuseForeign } = await import('../../../engine/keras/foreign.ts')
  await refuseForeign(path)
  throw new DuctalError(
    'model/invalid',
    `${basename(path)} has no model.json. Choose the folder of a saved TensorFlow.js layers model.`
  )
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )

/**
 * Returns null without a spec.json.
 * @throws model/invalid if it cannot be parsed or the model expects patches of another size
 */
async function specIn(folder: string): Promise<ModelSpec | null> {
  if (!(await isThere(join(folder, 'spec.json')))) return null
  const [{ parseSpec }, { checkPatch }] = await Promise.all([
    import('../../../engine/model-folder/spec.ts'),
    import('../../../engine/network/imported-spec.ts')
  ])
  const spec = await parseSpec(folder)
  checkPatch(spec)
  return spec
}

/** Suggests levels 0–255 scaled to 0–1 and the two classes in the published order. */
function proposed(folder: string): ModelForm {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
  return {
    name: name || 'model',
    title: basename(folder) || 'Model',
    classes: ['IDC negative', 'IDC positive'],
    positiveClass: 1,
    mpp: 4,
    normalisation: { mean: [0, 0, 0], deviation: [255, 255, 255] },
    threshold: 0.5
  }
}

async function copyFiles(folder: string, copy: string, files: readonly string[]): Promise<void> {
  for (const file of files)
    await copyOf(folder, file, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      throw new DuctalError(
        'model/invalid',
        `The model ${basename(folder)} has no file ${file}. Copy the complete folder and import it again.`,
        { cause: error }
      )
    })
}

async function copyCompanions(folder: string, copy: string): Promise<void> {
  for (const file of companions)
    await copyOf(folder, file, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
}

/** Copying a pipe would wait for its writer, and copying a device would fill the disk. */
async function copyOf(folder: string, file: string, copy: string): Promise<void> {
  await checkRegular(join(folder, file))
  await copyFile(join(folder, file), join(copy, file))
}

/**
 * Checks the copy, not the original: hashes, layers, weights, and that the network computes
 * probabilities of patches that look like tissue. If there was no spec.json, the new one also
 * records what is odd, and golden probabilities.
 */
async function prove(
  folder: string,
  copy: string,
  stated: ModelSpec | null,
  form: ModelForm | null
): Promise<ModelSpec> {
  const engine = await openEngine('cpu')
  const { scatteredPatches } = await import('../../../engine/selftest/numbers.ts')
  const { adopt, checkStated } = await import('../../../engine/network/imported-spec.ts')
  const { tryModel } = await import('../../../engine/network/trial.ts')
  let spec = stated
  if (spec) await checkStated(copy, spec)
  if (!spec && form) {
    spec = await adopt(folder, copy, form)
    await writeSpec(copy, spec)
  }
  const odd = await tryModel(copy, trialPatches())
  const network = await engine.load(copy)
  try {
    const { trainingData } = network.spec
    const golden = [...(await network.predict(scatteredPatches(proof, network.spec.input.patch), proof))]
    const notes = [...(trainingData.notes ?? []), ...odd]
    spec = { ...network.spec, golden, trainingData: { ...trainingData, notes } }
  } finally {
    network.dispose()
  }
  if (stated) return stated
  await writeSpec(copy, spec)
  if (!(await isThere(join(copy, 'card.md')))) await writeFile(join(copy, 'card.md'), cardOf(spec))
  return spec
}

let drawn: TrialPatches | undefined

/** Patches of the demo's tissue, drawn once per process. */
function trialPatches(): TrialPatches {
  drawn ??= drawPatches()
  return drawn
}

const writeSpec = (folder: string, spec: ModelSpec): Promise<void> =>
  writeFile(join(folder, 'spec.json'), `${JSON.stringify(spec, null, 2)}\n`)

function cardOf(spec: ModelSpec): string {
  const { title, name, intendedUse, classes, positiveClass, input, threshold, trainingData } = spec
  const { mean, deviation } = input.normalisation
  return `# ${title} (${name})

**${intendedUse}**

Imported from a folder without spec.json. The person who imported it stated:

- Patches of ${input.patch}×${input.patch} pixels at ${input.mpp} µm per pixel; pixel values minus ${mean.join(', ')}, divided by ${deviation.join(', ')}.
- Classes: ${classes.join(', ')}; the model gives the probability of ${classes[positiveClass]}.
- Threshold: ${threshold}.

## Notes
${(trainingData.notes ?? []).map(note => `- ${note}`).join('\n')}

## Limits
- Its training patients and performance are unknown. Compare it with other models on patients it cannot have seen.
`
}
