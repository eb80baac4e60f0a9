import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patientsOf } from '../../../../evaluation/data/patches.ts'
import { readManifest } from '../../../../training/data/manifest.ts'
import { patientSplit } from '../../../../training/data/patients.ts'
import { madeUp, temporaryFolder } from '../folder.ts'

async function folderWith(lines: string[]): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'manifest.tsv'), `\uFEFF${lines.join('\r\n')}\r\n`)
  return folder
}

const head = 'patient\tx\tofficial_split'

test('reads the side of each patient', async () => {
  const folder = await folderWith([head, 'a\t1\ttrain', 'a\t51\ttrain', 'b\t1\tval', 'c\t1\t-', ''])
  expect([...((await readManifest(folder)) ?? [])]).toEqual([
    ['a', 'train'],
    ['b', 'validation'],
    ['c', 'unlisted']
  ])
  expect(await readManifest(await temporaryFolder())).toBeUndefined()
})

test.each([
  ['an unknown word', [head, 'a\t1\ttrain', 'b\t1\tvalidaton'], 'Line 3 of .* unknown word “validaton”'],
  ['a patient on two sides', [head, 'a\t1\ttrain', 'a\t2\tval'], 'puts patient a on two sides'],
  ['a line without a patient', [head, '\t1\ttrain'], 'Line 2 of .* names no patient'],
  ['a missing column', ['patient\tsplit', 'a\ttrain'], 'has no column official_split']
])('refuses %s, with its line', async (_, lines, message) => {
  await expect(readManifest(await folderWith(lines))).rejects.toMatchObject({
    code: 'training/bad-manifest',
    message: expect.stringMatching(new RegExp(message))
  })
})

test('refuses a manifest of other patients', async () => {
  const set = madeUp({ a: { negative: 1, positive: 1 } })
  await expect(patientSplit(set, await folderWith([head, 'z\t1\ttrain']), 1)).rejects.toMatchObject({
    code: 'training/bad-manifest',
    message: expect.stringContaining('names none of the folder’s 1 patients')
  })
})

test('tests on the author’s test patients, or on his validation patients without them', async () => {
  const one = { negative: 1, positive: 1 }
  const sidesOf = async (lists: Record<string, string>) => {
    const set = madeUp(Object.fromEntries(Object.keys(lists).map(patient => [patient, one])))
    const folder = await folderWith([
      head,
      ...Object.entries(lists).map(([name, side]) => `${name}\t1\t${side}`)
    ])
    const split = await patientSplit(set, folder, 1)
    return [split.train, split.validation, split.test].map(side => patientsOf(set, side))
  }
  expect(await sidesOf({ a: 'train', b: 'val', c: '-' })).toEqual([['a'], ['c'], ['b']])
  expect(await sidesOf({ a: 'train', b: 'val', c: '-', d: 'test' })).toEqual([['a'], ['b', 'c'], ['d']])
})
