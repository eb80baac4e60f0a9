import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { Truth } from '../../demo/truth.ts'

const patchUm = 200

/** A patch of the demo slide: its corner in level-0 pixels and the share that is tumour. */
interface Patch {
  x: number
  y: number
  covered: number
}

async function loadRaw(image: Sharp) {
  return image.raw().toBuffer({ resolveWithObject: true })
}

/**
 * The tissue patches of a grid over the demo slide. Reads the third level of the pyramid (4 µm per
 * pixel), the scale of the models. A patch counts as tissue when at least 15 % of it is stained.
 */
export async function demoPatches(path: string, truth: Truth): Promise<Patch[]> {
  const level = await loadRaw(sharp(path, { page: 2 }))
  const { width, height } = level.info
  const scale = truth.width / width
  const polygons = truth.tumour
    .map(points => `<polygon points="${points.map(([x, y]) => `${x / scale},${y / scale}`).join(' ')}"/>`)
    .join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${polygons}</svg>`
  const mask = await loadRaw(sharp(Buffer.from(svg)).extractChannel('alpha'))
  const edge = Math.round(patchUm / (truth.mpp * scale))
  const patches: Patch[] = []
  for (let y = 0; y + edge <= height; y += edge) {
    for (let x = 0; x + edge <= width; x += edge) {
      let stained = 0
      let covered = 0
      for (let row = y; row < y + edge; row++) {
        for (let col = x; col < x + edge; col++) {
          const at = row * width + col
          const [red, green, blue] = level.data.subarray(at * 3, at * 3 + 3)
          if (Math.min(red!, green!, blue!) < 215) stained++
          if (mask.data[at]! > 127) covered++
        }
      }
      if (stained / edge ** 2 >= 0.15)
        patches.push({ x: x * scale, y: y * scale, covered: covered / edge ** 2 })
    }
  }
  return patches
}

/**
 * Writes the demo slide's patches that are at least half tumour or free of tumour, in the published
 * layout. Returns the path of the folder.
 */
export async function writeDemoPatches(path: string, truth: Truth, folder: string): Promise<string> {
  for (const label of ['0', '1']) await mkdir(join(folder, 'demo', label), { recursive: true })
  for (const { x, y, covered } of await demoPatches(path, truth)) {
    if (covered > 0 && covered < 0.5) continue
    const label = covered > 0 ? 1 : 0
    const [left, top] = [x, y].map(place => Math.round((place * truth.mpp) / 4)) as [number, number]
    const name = `demo_idx5_x${left + 1}_y${top + 1}_class${label}.png`
    await sharp(path, { page: 2 })
      .extract({ left, top, width: 50, height: 50 })
      .png()
      .toFile(join(folder, 'demo', String(label), name))
  }
  return folder
}
