import { readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { cutPatches } from '../../../../electron/worker/patches/patches.ts'
import { tissueScores } from '../../../../electron/worker/patches/tissue.ts'
import { discover } from '../../../../electron/worker/slides/discover.ts'
import { factsOf, openSlide } from '../../../../electron/worker/slides/open.ts'
import { cachedSlide } from '../../../../electron/worker/slides/slide-cache.ts'
import { hasShared, sharedData, temporaryFolder, writePatch } from '../fixtures.ts'

const red = { r: 200, g: 10, b: 20 }
const blue = { r: 10, g: 20, b: 200 }

async function twoPatches(): Promise<string> {
  const folder = await temporaryFolder()
  await writePatch(folder, { x: 151, y: 51, label: 1, colour: blue })
  await writePatch(folder, { x: 51, y: 101, colour: red })
  return folder
}

describe('a patch folder', () => {
  it('opens as a slide with positions, classes and ground truth', async () => {
    const folder = await twoPatches()
    const facts = await factsOf(folder, await openSlide(folder))
    expect(facts).toMatchObject({
      kind: 'patches',
      width: 201,
      height: 151,
      mpp: 4,
      mppSource: 'layout',
      truth: { negative: 1, positive: 1 }
    })
    expect(facts.patches).toEqual({
      originX: 51,
      originY: 51,
      stride: 50,
      cols: Int32Array.of(2, 0),
      rows: Int32Array.of(0, 1),
      classes: Int8Array.of(1, 0),
      partial: 0
    })
  })

  it('shows each patch at its position, with white in between', async () => {
    const slide = await openSlide(await twoPatches())
    const at = async (x: number, y: number) => [...(await slide.region({ x, y, width: 1, height: 1 }, 1, 1))]
    expect(await at(151, 51)).toEqual([10, 20, 200])
    expect(await at(200, 100)).toEqual([10, 20, 200])
    expect(await at(51, 150)).toEqual([200, 10, 20])
    expect(await at(150, 51)).toEqual([255, 255, 255])
    expect(await at(0, 0)).toEqual([255, 255, 255])
  })

  it('has tissue where its patches are', async () => {
    const slide = await openSlide(await twoPatches())
    const { width, height, scores } = await tissueScores(slide, 4, 50 * 4)
    expect([width, height]).toEqual([5, 4])
    expect(scores[1 * 5 + 3]).toBe(255)
    expect(scores[2 * 5 + 1]).toBe(255)
    expect(scores[0]).toBe(0)
    expect(scores[3 * 5 + 4]).toBe(0)
  })

  it('pads a patch cut off by the edge with its own reflection, and counts it', async () => {
    const folder = await temporaryFolder()
    const path = await writePatch(folder, { x: 51, y: 51 })
    const pixels = Uint8Array.from({ length: 50 * 42 * 3 }, (_, i) => Math.floor(i / 150))
    await sharp(pixels, { raw: { width: 50, height: 42, channels: 3 } })
      .png()
      .toFile(path)
    const slide = await openSlide(folder)
    expect((await factsOf(folder, slide)).patches?.partial).toBe(1)
    const cut = await slide.patch?.(51, 51)
    const row = (y: number) => cut?.[y * 150]
    expect([row(0), row(41), row(42), row(49)]).toEqual([0, 41, 40, 33])
  })

  it('names a broken patch and cuts the others', async () => {
    const folder = await twoPatches()
    await writeFile(join(folder, '0', '900_idx5_x101_y51_class0.png'), 'no picture')
    const slide = await openSlide(folder)
    const cut = await cutPatches(slide, {
      xs: Float64Array.of(101, 151),
      ys: Float64Array.of(51, 51),
      edge: 50,
      scale: 1
    })
    expect(cut.indexes).toEqual([1])
    expect([...cut.pixels.subarray(0, 3)]).toEqual([10, 20, 200])
    expect(cut.unreadable).toHaveLength(1)
    expect(cut.unreadable[0]).toMatchObject({ index: 0 })
    expect(cut.unreadable[0]?.message).toContain('900_idx5_x101_y51_class0.png')
    // The viewer shows stripes, never white, which would look like glass.
    const shown = await slide.region({ x: 101, y: 51, width: 50, height: 50 }, 50, 50)
    expect(shown).not.toContain(255)
  })

  it('opens folders named by class, and remarks JPEG and identical patches of both classes', async () => {
    const folder = await twoPatches()
    await rename(join(folder, '0'), join(folder, 'non-IDC'))
    await rename(join(folder, '1'), join(folder, 'IDC'))
    const jpeg = await sharp({ create: { width: 50, height: 50, channels: 3, background: red } })
      .jpeg()
      .toBuffer()
    await writeFile(join(folder, 'IDC', '900_idx5_x251_y51_class1.jpg'), jpeg)
    await writeFile(join(folder, 'non-IDC', '900_idx5_x301_y51_class0.jpeg'), jpeg)
    const facts = await factsOf(folder, await openSlide(folder))
    expect(facts.truth).toEqual({ negative: 2, positive: 2 })
    expect(facts.notes.join(' ')).toMatch(
      /2 of 4 patches are stored as JPEG.*2 patches are identical to a patch/
    )
  })

  it('says that a patch was repaired, and reads it once the folder is opened again', async () => {
    const folder = await twoPatches()
    const path = join(folder, '1', '900_idx5_x151_y51_class1.png')
    const whole = await readFile(path)
    await writeFile(path, 'no picture')
    const slide = await openSlide(folder)
    await expect(slide.patch?.(151, 51)).rejects.toMatchObject({ code: 'slide/corrupt' })
    expect([...(await slide.region({ x: 151, y: 51, width: 1, height: 1 }, 1, 1))]).not.toEqual([10, 20, 200])
    await writeFile(path, whole)
    await expect(slide.patch?.(151, 51)).rejects.toMatchObject({ code: 'slide/changed' })
    const repaired = await openSlide(folder)
    expect([...((await repaired.patch?.(151, 51)) ?? [])].slice(0, 3)).toEqual([10, 20, 200])
    expect([...(await repaired.region({ x: 151, y: 51, width: 1, height: 1 }, 1, 1))]).toEqual([10, 20, 200])
  })

  it('keeps its fingerprint when copied and changes it with a single pixel', async () => {
    const fingerprint = async (folder: string) => (await factsOf(folder, await openSlide(folder))).fingerprint
    const [first, second] = [await twoPatches(), await twoPatches()]
    expect(await fingerprint(first)).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(await fingerprint(second)).toBe(await fingerprint(first))
    await writePatch(second, { x: 51, y: 101, colour: { ...red, b: 21 } })
    expect(await fingerprint(second)).not.toBe(await fingerprint(first))
  })

  it('is reopened when a patch is added or removed', async () => {
    const folder = await twoPatches()
    const before = await cachedSlide(folder)
    expect(await cachedSlide(folder)).toBe(before)
    await writePatch(folder, { x: 51, y: 51 })
    await utimes(join(folder, '0'), new Date(), new Date(Date.now() + 5000))
    expect((await cachedSlide(folder)).description.truth).toEqual({ negative: 2, positive: 1 })
  })

  it('is found in its parent folder', async () => {
    const folder = await temporaryFolder()
    await writePatch(join(folder, '10'), { x: 1, y: 1 })
    await writePatch(join(folder, '9'), { x: 1, y: 1 })
    await writeFile(join(folder, 'notes.txt'), '')
    const slides = [join(folder, '9'), join(folder, '10')]
    expect(await discover(folder)).toEqual({ slides })
    expect(await discover(join(folder, '9'))).toEqual({ slides: [join(folder, '9')] })
  })
})

it.skipIf(!hasShared)('opens a whole section of the published set', async () => {
  const folder = sharedData('idc', '8867')
  const slide = await openSlide(folder)
  const facts = await factsOf(folder, slide)
  expect(facts.truth).toEqual({ negative: 1480, positive: 162 })
  expect(facts.patches?.cols).toHaveLength(1642)
  expect(facts.patches?.originX).toBe(51)
  const [x, y] = [1001, 101]
  const file = await sharp(join(folder, '0', `8867_idx5_x${x}_y${y}_class0.png`))
    .raw()
    .toBuffer()
  expect(Buffer.from((await slide.patch?.(x, y)) ?? [])).toEqual(file)
  expect(Buffer.from(await slide.region({ x, y, width: 50, height: 50 }, 50, 50))).toEqual(file)
})
