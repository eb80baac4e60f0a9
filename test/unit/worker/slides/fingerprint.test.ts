import { copyFile, mkdir, open, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fingerprintFiles } from '../../../../electron/worker/slides/identity/fingerprint.ts'
import { stampOf } from '../../../../electron/worker/slides/identity/stamp.ts'
import { belongingFiles } from '../../../../electron/worker/slides/readers/belonging.ts'
import { cachedSlide } from '../../../../electron/worker/slides/slide-cache.ts'
import { temporaryFolder } from '../../../support/library.ts'
import { writeSlide } from '../../../support/slides.ts'

const MiB = 2 ** 20

async function put(path: string, at: number, bytes: Uint8Array) {
  const file = await open(path, 'r+')
  await file.write(bytes, 0, bytes.length, at)
  await file.close()
}

async function sparse(name: string, size: number): Promise<string> {
  const path = join(temporaryFolder(), name)
  await writeFile(path, 'start')
  await truncate(path, size)
  return path
}

const identify = async (path: string) => fingerprintFiles(path, await belongingFiles(path))

describe('a fingerprint', () => {
  it('is that of older libraries for a small file', async () => {
    const { fingerprint, former } = await identify(await sparse('a.tif', MiB))
    expect(fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(former).toBeNull()
  })

  it('covers bytes that the former rule skipped', async () => {
    const path = await sparse('a.tif', 40 * MiB)
    const before = await identify(path)
    expect(before.fingerprint).toMatch(/^sha256-2:[0-9a-f]{64}$/)
    // The former rule read 1 MiB of every 2.6.
    await put(path, 2 * MiB, Buffer.alloc(MiB / 2, 1))
    const after = await identify(path)
    expect(after.former).toBe(before.former)
    expect(after.fingerprint).not.toBe(before.fingerprint)
  })

  it('covers the tile tables of a large file', async () => {
    const path = await sparse('a.tif', 200 * MiB)
    const table = 3 * MiB
    const directory = Buffer.alloc(2 + 12 + 4)
    directory.writeUInt16LE(1, 0)
    directory.writeUInt16LE(325, 2)
    directory.writeUInt16LE(4, 4)
    directory.writeUInt32LE(1000, 6)
    directory.writeUInt32LE(table, 10)
    await put(path, 0, Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]))
    await put(path, 8, directory)
    const before = await identify(path)
    await put(path, table, Buffer.from([7]))
    const after = await identify(path)
    expect(after.former).toBe(before.former)
    expect(after.fingerprint).not.toBe(before.fingerprint)
  })

  it('covers the folder of an MRXS file', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.mrxs')
    await mkdir(join(folder, 'a'))
    await writeFile(path, 'index')
    await writeFile(join(folder, 'a', 'Data0000.dat'), 'one')
    await writeFile(join(folder, 'a', 'Data0001.dat'), 'two')
    const before = await identify(path)
    expect((await belongingFiles(path)).length).toBe(3)
    const stamp = await stampOf(await belongingFiles(path))
    await writeFile(join(folder, 'a', 'Data0001.dat'), 'TWO')
    expect((await identify(path)).fingerprint).not.toBe(before.fingerprint)
    expect(await stampOf(await belongingFiles(path))).not.toBe(stamp)
    await rename(join(folder, 'a'), join(folder, 'b'))
    await copyFile(path, join(folder, 'b.mrxs'))
    await writeFile(join(folder, 'b', 'Data0001.dat'), 'two')
    expect((await identify(join(folder, 'b.mrxs'))).fingerprint).toBe(before.fingerprint)
  })

  it('covers the images that an index of Hamamatsu names, and the macro picture of Trestle', async () => {
    const folder = temporaryFolder()
    const names = ['a.jpg', 'b.jpg', 'map.jpg', 'macro.jpg', 'a.opt', 'other.jpg', 'slide.Full']
    for (const name of names) await writeFile(join(folder, name), name)
    const index = join(folder, 'a.vms')
    await writeFile(
      index,
      '[Virtual Microscope Specimen]\r\nImageFile=a.jpg\r\nImageFile(1,0)=b.jpg\r\nImageFile(2,0)=\r\nMapFile = map.jpg\r\nMacroImage=macro.jpg\r\nOptimisationFile=a.opt\r\n'
    )
    const belonging = async (path: string) => (await belongingFiles(path)).map(file => basename(file))
    expect(await belonging(index)).toEqual(['a.vms', 'a.jpg', 'a.opt', 'b.jpg', 'macro.jpg', 'map.jpg'])
    await writeFile(join(folder, 'slide.tif'), 'tiff')
    expect(await belonging(join(folder, 'slide.tif'))).toEqual(['slide.tif', 'slide.Full'])
  })

  it('follows links in the folder of an MRXS file', async () => {
    const folder = temporaryFolder()
    await mkdir(join(folder, 'a'))
    await writeFile(join(folder, 'a.mrxs'), 'index')
    await writeFile(join(folder, 'stored.dat'), 'pixels')
    await symlink(join(folder, 'stored.dat'), join(folder, 'a', 'Data0000.dat'))
    const before = await identify(join(folder, 'a.mrxs'))
    await writeFile(join(folder, 'stored.dat'), 'PIXELS')
    expect((await identify(join(folder, 'a.mrxs'))).fingerprint).not.toBe(before.fingerprint)
  })
})

describe('an open slide', () => {
  it('is opened again when its file is replaced under the same size and time', async () => {
    const path = join(temporaryFolder(), 'a.tif')
    await writeSlide(path, 300, 300, 0.5)
    await utimes(path, 1, 1)
    const before = await cachedSlide(path)
    const stamp = await stampOf([path])
    expect(await cachedSlide(path, stamp)).toBe(before)
    await put(path, 400, Buffer.from([9]))
    await utimes(path, 1, 1)
    await expect(cachedSlide(path, stamp)).rejects.toMatchObject({ code: 'slide/changed' })
  })

  it('is opened again when a patch is replaced in a class folder of any name', async () => {
    for (const name of ['1', 'positive', 'Class_1']) {
      const folder = temporaryFolder()
      const patch = join(folder, name, '1_idx5_x1_y1_class1.png')
      await mkdir(join(folder, name))
      await writeFile(patch, 'one')
      const stamp = await stampOf([folder])
      expect(await stampOf([folder])).toBe(stamp)
      await writeFile(`${patch}.new`, 'two')
      await rename(`${patch}.new`, patch)
      expect(await stampOf([folder]), name).not.toBe(stamp)
    }
  })
})
