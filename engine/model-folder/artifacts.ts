import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { io } from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { DuctalError } from '../../contract/errors.ts'
import { modelFile, readModelFile } from './files.ts'
import { type Precision, storedIn } from './precision.ts'

const shardFile = 'weights.bin'

/**
 * The parts of a TensorFlow.js layers model.json that locate the weights; tfjs-layers reads the
 * rest.
 */
const ModelJson = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().regex(/^\w[\w.-]*$/)),
      weights: z.array(z.looseObject({ name: z.string() }))
    })
  )
})

/**
 * Returns a loader that reads a TensorFlow.js layers model from a folder, in the form that
 * tfjs-layers expects.
 * @throws `model/invalid`
 */
export function folderReader(folder: string): { load(): Promise<io.ModelArtifacts> } {
  return {
    async load() {
      const model = parseModel(folder, await readModelFile(folder, modelFile))
      const shards: Uint8Array[] = []
      for (const group of model.weightsManifest)
        for (const path of group.paths) shards.push(await readModelFile(folder, path))
      return {
        modelTopology: model.modelTopology,
        weightSpecs: model.weightsManifest.flatMap(
          group => group.weights
        ) as unknown as io.WeightsManifestEntry[],
        weightData: joined(shards)
      }
    }
  }
}

/** Joins all shards into one buffer. Does not copy a single shard, which may be 100 MB or so. */
function joined(shards: Uint8Array[]): ArrayBuffer {
  const [only] = shards
  const weights = only && shards.length === 1 ? only : Buffer.concat(shards)
  const { buffer, byteOffset, byteLength } = weights
  const whole = byteOffset === 0 && byteLength === buffer.byteLength
  return (whole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer
}

function parseModel(folder: string, bytes: Uint8Array) {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (error) {
    throw notUnderstood(folder, error)
  }
  const parsed = ModelJson.safeParse(value)
  if (!parsed.success) throw notUnderstood(folder, parsed.error)
  return parsed.data
}

const notUnderstood = (folder: string, cause: unknown) =>
  new DuctalError(
    'model/invalid',
    `The model.json of ${basename(folder)} is not a TensorFlow.js layers model. Copy the model folder again from its source.`,
    { cause }
  )

/**
 * Writes a TensorFlow.js layers model into a folder: model.json and one shard. Each file is first
 * written under a temporary name.
 */
export function folderWriter(folder: string, precision: Precision = 'float32'): io.IOHandler {
  return {
    async save({ modelTopology, weightData, weightSpecs = [] }) {
      const { specs, bytes } = storedIn(precision, { specs: weightSpecs, bytes: weightBytes(weightData) })
      await mkdir(folder, { recursive: true })
      await replaceFile(join(folder, shardFile), bytes)
      const model = {
        format: 'layers-model',
        generatedBy: 'Ductal',
        modelTopology,
        weightsManifest: [{ paths: [shardFile], weights: specs }]
      }
      await replaceFile(join(folder, modelFile), Buffer.from(JSON.stringify(model)))
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }
    }
  }
}

function weightBytes(data: io.ModelArtifacts['weightData']): Uint8Array {
  if (!data) return new Uint8Array(0)
  if (Array.isArray(data)) return Buffer.concat(data.map(part => new Uint8Array(part)))
  return new Uint8Array(data)
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  // Follows no link of the temporary name.
  await rm(`${path}.part`, { force: true })
  await writeFile(`${path}.part`, bytes, { flag: 'wx' })
  await rename(`${path}.part`, path)
}
