import { createHash, type Hash } from 'node:crypto'
import { basename, join } from 'node:path'
import { DuctalError } from '../../contract/errors.ts'
import { piecesOf, readRegular } from '../../files/regular.ts'

interface Stated {
  files: { name: string; sha256: string; bytes: number }[]
  weightsSha256: string
}

export const modelFile = 'model.json'
/** The largest network here has 100 MB; more does not fit into one buffer. */
const mostBytes = 2 ** 31 - 1

/** Returns hash and size of a file's bytes in the form that spec.json records them. */
export function fingerprint(name: string, bytes: Uint8Array) {
  return { name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength }
}

/** Returns the hash of all weight shards, one after the other. */
export function hashOfWeights(shards: Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const shard of shards) hash.update(shard)
  return hash.digest('hex')
}

/**
 * Checks a model's files against its spec.json.
 * @throws `model/invalid` if a listed file is missing or model.json is not listed first
 * @throws `model/hash` if a file's bytes differ from those recorded
 */
export async function verifyFiles(folder: string, stated: Stated): Promise<void> {
  if (stated.files[0]?.name !== modelFile)
    throw new DuctalError(
      'model/invalid',
      `The spec.json of model ${basename(folder)} does not list model.json first.`
    )
  const weights = createHash('sha256')
  for (const file of stated.files) {
    const found = await hashOf(folder, file.name, file.name === modelFile ? null : weights)
    if (found.bytes !== file.bytes || found.sha256 !== file.sha256)
      throw mismatch(folder, file.name, found.bytes, file.bytes)
  }
  if (weights.digest('hex') !== stated.weightsSha256)
    throw new DuctalError(
      'model/hash',
      `The weights of model ${basename(folder)} differ from its spec.json. Copy the model folder again from its source.`
    )
}

/**
 * Hashes in pieces: a hundred megabytes read only for the check would stay in memory until garbage
 * collection.
 */
async function hashOf(folder: string, name: string, weights: Hash | null) {
  const own = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of piecesOf(join(folder, name))) {
      own.update(piece)
      weights?.update(piece)
      bytes += piece.byteLength
    }
  } catch (error) {
    throw lacking(folder, name, error)
  }
  return { sha256: own.digest('hex'), bytes }
}

/** Returns the bytes of one file of a model. Throws `model/invalid` if the file cannot be read. */
export async function readModelFile(folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readRegular(join(folder, name), mostBytes)
  } catch (error) {
    throw lacking(folder, name, error)
  }
}

function lacking(folder: string, name: string, cause: unknown): DuctalError {
  // A pipe, a device or a file without end: the sentence says which.
  const what = cause instanceof DuctalError ? `cannot be used. ${cause.message}` : `has no file ${name}.`
  return new DuctalError(
    'model/invalid',
    `The model ${basename(folder)} ${what} Copy the model folder again from its source.`,
    { cause }
  )
}

function mismatch(folder: string, name: string, found: number, stated: number): DuctalError {
  const size = found === stated ? '' : ` (${found} bytes instead of ${stated})`
  return new DuctalError(
    'model/hash',
    `The file ${name} of model ${basename(folder)} differs from its spec.json${size}. Copy the model folder again from its source.`
  )
}
