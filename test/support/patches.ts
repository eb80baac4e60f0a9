import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** Number of distinct patches of a class; a larger folder repeats them. */
const different = 50

const noise = (label: number): Promise<Buffer> =>
  sharp({
    create: {
      ...{ width: 50, height: 50, channels: 3, background: '#000' },
      noise: { type: 'gaussian', mean: label ? 150 : 220, sigma: 25 }
    }
  })
    .png()
    .toBuffer()

/**
 * Writes a folder of patches in the published layout: `cols` × `rows` of plain noise, the left half
 * of class 1. Returns the path.
 */
export async function writePatchFolder(
  parent: string,
  name: string,
  cols: number,
  rows: number
): Promise<string> {
  const folder = join(parent, name)
  const images: [Buffer[], Buffer[]] = [[], []]
  for (const label of ['0', '1']) mkdirSync(join(folder, label), { recursive: true })
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const label = col < cols / 2 ? 1 : 0
      const place = `x${col * 50 + 1}_y${row * 50 + 1}`
      const number = (row * cols + col) % different
      images[label][number] ??= await noise(label)
      const path = join(folder, String(label), `${name}_idx5_${place}_class${label}.png`)
      await writeFile(path, images[label][number])
    }
  }
  return folder
}
