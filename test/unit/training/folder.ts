import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { type PatchSet, patchBytes } from '../../../evaluation/data/patches.ts'
import { between, randomOf } from '../../../evaluation/random.ts'

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ductal-training-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Writes one patch in the published layout: dark spots for class 1, plain pink for class 0. */
export async function writePatch(
  folder: string,
  patient: string,
  name: { x: number; y: number; class: 0 | 1 },
  size = { width: 50, height: 50 }
): Promise<string> {
  const parent = join(folder, patient, String(name.class))
  await mkdir(parent, { recursive: true })
  const path = join(parent, `${patient}_idx5_x${name.x}_y${name.y}_class${name.class}.png`)
  const random = randomOf(patient, name.x, name.y)
  const pixels = pink(size.width * size.height, name.class, random)
  await sharp(pixels, { raw: { ...size, channels: 3 } })
    .png()
    .toFile(path)
  return path
}

/** Synthetic patches in memory that a small network can learn to separate. */
export function madeUp(patients: Record<string, { negative: number; positive: number }>): PatchSet {
  const names = Object.keys(patients).sort()
  const rows = names.flatMap((name, owner) => {
    const { negative, positive } = patients[name] as { negative: number; positive: number }
    return Array.from(
      { length: negative + positive },
      (_, i) => ({ owner, class: i < negative ? 0 : 1 }) as const
    )
  })
  const random = randomOf('made up')
  const pixels = new Uint8Array(rows.length * patchBytes)
  rows.forEach((row, i) => {
    pixels.set(pink(patchBytes / 3, row.class, random), i * patchBytes)
  })
  return {
    count: rows.length,
    pixels,
    classes: Uint8Array.from(rows, row => row.class),
    patients: names,
    patientOf: Uint32Array.from(rows, row => row.owner),
    files: rows.map((_, i) => `${i}.png`),
    padded: new Uint8Array(rows.length),
    jpeg: new Uint8Array(rows.length),
    broken: [],
    others: []
  }
}

function pink(count: number, kind: 0 | 1, random: () => number): Uint8Array {
  const pixels = new Uint8Array(count * 3)
  for (let i = 0; i < count; i++) {
    const dark = kind === 1 && random() < 0.4
    const level = between(random, 0, 40)
    pixels.set(dark ? [90 + level, 50 + level, 130 + level] : [200 + level, 150 + level, 190 + level], i * 3)
  }
  return pixels
}
