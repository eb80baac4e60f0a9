import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DuctalError } from '../../../contract/errors.ts'
import type { Review } from '../../../contract/review/review.ts'
import {
  exportPatches,
  type PatchesRequest,
  type ReviewedPatch
} from '../../../electron/host/exports/patches.ts'
import { temporaryFolder } from '../../support/library.ts'
import { destination } from '../../support/saving.ts'
import { grid, run, source } from './source.ts'

const patch = (
  row: number,
  col: number,
  label: ReviewedPatch['label'],
  probability: number
): ReviewedPatch => ({
  ...{ row, col, label, probability },
  reviewer: 'Ada Test'
})

const labelled = [
  patch(0, 0, 'positive', 0.9),
  patch(0, 1, 'negative', 0.9),
  patch(1, 3, 'unsure', 0.9),
  patch(2, 0, 'positive', 0.1),
  patch(4, 6, 'negative', 0.1)
]

const review = { state: 'open', threshold: 0.5, sequence: 7, hash: 'h', signature: null } as Review

async function request(
  overrides: Partial<PatchesRequest> = {},
  path = join(temporaryFolder(), 'reviewed')
): Promise<PatchesRequest & { path: string }> {
  const labels = { positive: 2, negative: 2, unsure: 1 }
  return {
    ...source(),
    review: { ...review, labels },
    labelled,
    cut: async ({ row, col }) => Buffer.from(`picture of ${row} ${col}`),
    patient: '',
    to: await destination(path, null),
    path,
    ...overrides
  }
}

const filesIn = (folder: string) =>
  (readdirSync(folder, { recursive: true, withFileTypes: true }) as import('node:fs').Dirent[])
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/')
    )
    .sort()

test('writes a review as a folder in the published layout, with the classes of the reviewer', async () => {
  const task = await request()
  const { patches } = await exportPatches(task)
  const name = 'Mamma_links_'
  // A patch pixel is 4 µm, so 801.6032 level-0 pixels are 50 patch pixels. The origin is at (1, 51)
  // level-0 pixels.
  expect(grid.stride / (4 / run().mpp)).toBeCloseTo(50, 3)
  expect(filesIn(task.path)).toEqual([
    `${name}/0/${name}_idx5_x301_y204_class0.png`,
    `${name}/0/${name}_idx5_x51_y4_class0.png`,
    `${name}/1/${name}_idx5_x1_y104_class1.png`,
    `${name}/1/${name}_idx5_x1_y4_class1.png`,
    'manifest.json'
  ])
  expect(readFileSync(join(task.path, name, '1', `${name}_idx5_x1_y104_class1.png`), 'utf8')).toBe(
    'picture of 2 0'
  )
  const counts = { positive: 2, negative: 2, confirmed: 2, falsePositive: 1, falseNegative: 1, unsure: 1 }
  expect(patches).toEqual({ ...counts, unlabelled: run().patches - 5, unreadable: 0 })
  const manifest = JSON.parse(readFileSync(join(task.path, 'manifest.json'), 'utf8'))
  expect(manifest).toMatchObject({
    format: 'ductal-patches',
    patient: name,
    slide: { fingerprint: task.slide.fingerprint },
    run: { id: 12 },
    model: { sha256: task.model.sha256 },
    review: { threshold: 0.5, reviewers: [{ name: 'Ada Test', patches: 4 }], signedBy: null },
    patches
  })
})

test('names and skips an unreadable patch; any other failure leaves nothing behind', async () => {
  const cut: PatchesRequest['cut'] = async ({ row, col }) => {
    if (row === 2) throw new DuctalError('slide/corrupt', 'The file ends too early.')
    return Buffer.from(`${row} ${col}`)
  }
  const task = await request({ cut, patient: 'No. 5/a' })
  expect(await exportPatches(task)).toMatchObject({ patches: { positive: 1, unreadable: 1 } })
  const manifest = JSON.parse(readFileSync(join(task.path, 'manifest.json'), 'utf8'))
  expect(manifest.unreadable).toEqual([{ row: 2, col: 0, message: 'The file ends too early.' }])
  expect(filesIn(task.path)[0]).toMatch(/^No\._5_a\/0\/No\._5_a_idx5_/)

  const folder = temporaryFolder()
  const gone: PatchesRequest['cut'] = async ({ row }) => {
    if (row > 0) throw new DuctalError('path/missing', 'The slide is gone.')
    return Buffer.from('there')
  }
  const failing = await request({ cut: gone }, join(folder, 'out'))
  await expect(exportPatches(failing)).rejects.toMatchObject({ code: 'path/missing' })
  const none: PatchesRequest['cut'] = async () => {
    throw new DuctalError('slide/corrupt', 'The file ends too early.')
  }
  await expect(exportPatches({ ...failing, cut: none })).rejects.toMatchObject({ code: 'slide/corrupt' })
  expect(readdirSync(folder)).toEqual([])
})

test('refuses a review without decided labels, a model of another scale and a folder that is not empty', async () => {
  const undecided = { ...review, labels: { positive: 0, negative: 0, unsure: 1 } }
  await expect(exportPatches(await request({ review: undecided }))).rejects.toMatchObject({
    code: 'export/no-patches'
  })
  const model = { ...source().model, mpp: 2 }
  await expect(exportPatches(await request({ model }))).rejects.toMatchObject({ code: 'run/bad-parameters' })
  const task = await request()
  await exportPatches(task)
  await expect(exportPatches(task)).rejects.toMatchObject({ code: 'export/unwritable' })
})
