import { createHash } from 'node:crypto'
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layOut, paint } from '../../demo/anatomy/section.ts'
import { demoName, writeDemo } from '../../demo/demo.ts'
import { labelBox } from '../../demo/label.ts'
import { areaOf } from '../../demo/outline.ts'
import type { Truth } from '../../demo/truth.ts'

/** A section of 2.8 × 2.2 mm, which takes a second or two to draw. */
const frame = { width: 1400, height: 1100, mpp: 2 }
const seed = 3
const small = { width: 700, height: 500, mpp: 4 }

let folder = ''
let path = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ductal-demo-test-'))
  path = (await writeDemo(folder, { frame, seed })).path
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const truthOf = async (slide: string) => JSON.parse(await readFile(`${slide}.truth.json`, 'utf8')) as Truth
const hashOf = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')

async function elsewhere<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const other = await mkdtemp(join(tmpdir(), 'ductal-demo-test-'))
  try {
    return await work(other)
  } finally {
    await rm(other, { recursive: true, force: true })
  }
}

describe('the file', () => {
  it('is a tiled pyramid with a resolution and a plain description', async () => {
    const facts = await sharp(path).metadata()
    expect(facts).toMatchObject({ format: 'tiff', width: 1400, height: 1100, pages: 3 })
    // Pixels per inch: sharp converts every unit to it.
    expect(25.4 / (facts.density ?? 0)).toBeCloseTo(frame.mpp / 1000, 4)
    const levels = await Promise.all([0, 1, 2].map(page => sharp(path, { page }).metadata()))
    expect(levels.map(level => [level.width, level.height])).toEqual([
      [1400, 1100],
      [700, 550],
      [350, 275]
    ])
    expect((await readFile(path)).includes('SYNTHETIC - NOT A PATIENT')).toBe(true)
  })

  it('shows the same image on every level', async () => {
    const means = await Promise.all(
      [0, 1, 2].map(async page =>
        (await sharp(path, { page }).stats()).channels.map(channel => Math.round(channel.mean))
      )
    )
    for (const mean of means.slice(1))
      mean.forEach((value, channel) => {
        expect(Math.abs(value - means[0]![channel]!)).toBeLessThanOrEqual(1)
      })
  })

  it('says on the glass that it is synthetic', async () => {
    const box = labelBox(frame)
    const region = { left: 0, top: 0, width: Math.ceil(box.right), height: Math.ceil(box.bottom + box.unit) }
    const { data } = await sharp(path).extract(region).raw().toBuffer({ resolveWithObject: true })
    const dark = data.filter(value => value < 150).length / data.length
    expect(dark).toBeGreaterThan(0.05)
    expect(dark).toBeLessThan(0.5)
  })

  it('is the same for the same seed and different for another', async () => {
    await elsewhere(async other => {
      const again = await writeDemo(join(other, 'a'), { frame, seed })
      expect(await hashOf(again.path)).toBe(await hashOf(path))
      const different = await writeDemo(join(other, 'b'), { frame, seed: seed + 1 })
      expect(await hashOf(different.path)).not.toBe(await hashOf(path))
    })
  })
})

describe('the ground truth', () => {
  it('outlines tumour within the slide', async () => {
    const truth = await truthOf(path)
    expect(truth).toMatchObject({ synthetic: true, seed, width: 1400, height: 1100, mpp: 2 })
    expect(truth.bytes).toBe((await stat(path)).size)
    expect(truth.tumour.length).toBeGreaterThan(0)
    for (const [x, y] of truth.tumour.flat()) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(truth.width)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(truth.height)
    }
    const area = truth.tumour.reduce((sum, polygon) => sum + Math.abs(areaOf(polygon)), 0)
    expect(area / (truth.width * truth.height)).toBeGreaterThan(0.05)
    expect(area / (truth.width * truth.height)).toBeLessThan(0.5)
  })

  it('contains nearly every tumour nucleus and no nucleus of the ducts', async () => {
    const { tumour } = await truthOf(path)
    const { nuclei } = layOut(frame, seed)
    const inside = { tumour: 0, luminal: 0 }
    const all = { tumour: 0, luminal: 0 }
    for (let i = 0; i < nuclei.count; i++) {
      const name = nuclei.nameOf(i) === 'darkTumour' ? 'tumour' : nuclei.nameOf(i)
      if (name !== 'tumour' && name !== 'luminal') continue
      all[name]++
      if (tumour.some(polygon => contains(polygon, nuclei.x[i]!, nuclei.y[i]!))) inside[name]++
    }
    expect(all.tumour).toBeGreaterThan(500)
    expect(inside.tumour / all.tumour).toBeGreaterThan(0.97)
    expect(inside.luminal).toBe(0)
  })

  it('marks areas that are darker and bluer than the other tissue', async () => {
    const { tumour } = await truthOf(path)
    const { data, info } = await sharp(path, { page: 2 }).raw().toBuffer({ resolveWithObject: true })
    const red = { inside: [0, 0], outside: [0, 0] }
    for (let y = 100; y < info.height; y++) {
      for (let x = 0; x < info.width; x++) {
        const at = (y * info.width + x) * 3
        if (data[at + 1]! > 210) continue
        const where = tumour.some(polygon => contains(polygon, x * 4, y * 4)) ? red.inside : red.outside
        where[0]! += data[at]!
        where[1]!++
      }
    }
    expect(red.inside[0]! / red.inside[1]!).toBeLessThan(red.outside[0]! / red.outside[1]! - 20)
  })
})

describe('writing the slide', () => {
  it('keeps a finished slide unchanged', async () => {
    const before = await stat(path)
    await writeDemo(folder, { frame, seed })
    const after = await stat(path)
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs])
  })

  it('redraws a slide that is truncated, outdated or without its ground truth', async () => {
    const whole = await hashOf(path)
    await truncate(path, 5000)
    await writeDemo(folder, { frame, seed })
    expect(await hashOf(path)).toBe(whole)

    const truth = await truthOf(path)
    await writeFile(`${path}.truth.json`, JSON.stringify({ ...truth, version: truth.version - 1 }))
    await writeFile(path, 'x')
    await writeDemo(folder, { frame, seed })
    expect(await hashOf(path)).toBe(whole)

    await rename(`${path}.truth.json`, join(folder, 'elsewhere.json'))
    await writeDemo(folder, { frame, seed })
    expect((await truthOf(path)).bytes).toBe(truth.bytes)
  })

  it('removes the partial file of a killed process and leaves other files alone', async () => {
    await elsewhere(async other => {
      // No process has this id: Linux stops at 4,194,304.
      await writeFile(join(other, `${demoName}.4999999.partial`), 'half')
      await writeFile(join(other, 'other.tiff.4999999.partial'), 'not ours')
      await writeDemo(other, { frame: small, seed })
      expect((await readdir(other)).sort()).toEqual([
        demoName,
        `${demoName}.truth.json`,
        'other.tiff.4999999.partial'
      ])
    })
  })

  it('refuses a folder that cannot be created, in one sentence with a code', async () => {
    await elsewhere(async other => {
      await writeFile(join(other, 'file'), '')
      await expect(writeDemo(join(other, 'file', 'slides'), { frame: small, seed })).rejects.toMatchObject({
        code: 'library/unwritable'
      })
      if (process.getuid?.() === 0) return
      await chmod(other, 0o500)
      await expect(writeDemo(other, { frame, seed })).rejects.toMatchObject({ code: 'library/unwritable' })
      await chmod(other, 0o700)
    })
  })

  it('reports a full disk and leaves no file behind', async ({ skip }) => {
    const full = await stat('/dev/full').catch(() => undefined)
    if (!full?.isCharacterDevice()) skip('this machine has no /dev/full')
    await elsewhere(async other => {
      await symlink('/dev/full', join(other, `${demoName}.${process.pid}.partial`))
      await expect(writeDemo(other, { frame: small, seed })).rejects.toMatchObject({ code: 'disk/full' })
      expect(await readdir(other)).toEqual([])
    })
  })
})

it('paints the same image for any strip height', () => {
  const section = layOut({ width: 300, height: 260, mpp: 4 }, seed)
  const picture = (rowsAtOnce: number) =>
    Array.from(paint(section, rowsAtOnce), rows => [
      ...rows.pixels.subarray(0, rows.width * rows.count)
    ]).flat()
  expect(picture(64)).toEqual(picture(260))
})

function contains(polygon: Truth['tumour'][number], x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [ax, ay] = polygon[i]!
    const [bx, by] = polygon[j]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
