import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openEngine } from '../../../../engine/engine.ts'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { loadPatches } from '../../../../evaluation/data/load.ts'
import { score } from '../../../../evaluation/evaluate.ts'
import { slideSplit } from '../../../../training/data/slides.ts'
import { ask, openTeachers } from '../../../../training/pipeline/teachers.ts'
import { train } from '../../../../training/pipeline/train.ts'
import { recipeOf } from '../../../../training/recipes/systems.ts'
import { targetsOf } from '../../../../training/trainer/targets.ts'
import { madeUp, temporaryFolder, writePatch } from '../folder.ts'

const quick = { epochs: 1, patchesPerEpoch: 16, batch: 8, warmupSteps: 1, tokens: { block: 10 }, units: 6 }

async function folderOf(...patients: string[]): Promise<string> {
  const folder = await temporaryFolder()
  for (const patient of patients)
    for (const kind of [0, 1] as const)
      for (const place of [0, 1])
        await writePatch(folder, patient, { x: 1 + 50 * place, y: 1 + 50 * kind, class: kind })
  return folder
}

test('a student is trained on labels and a teacher, names it, and is evaluated on patients that neither saw', async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  const patches = await folderOf('a', 'b', 'c')
  const [teacher, student] = [join(await temporaryFolder(), 'old'), join(await temporaryFolder(), 'new')]
  const common = {
    system: 'gru-attention',
    protocol: 'slides',
    patches,
    resume: false,
    recipe: quick
  } as const
  await train({ ...common, test: ['c'], seed: 2, out: teacher })
  const progress = vi.fn()
  const teaching = { teachers: [teacher], share: 0.5 }
  await train({ ...common, test: ['c'], seed: 3, out: student, teaching, onTaught: progress })
  expect(progress).toHaveBeenLastCalledWith(8, 8)
  const { version, weightsSha256 } = await readSpec(teacher)
  expect(await readFile(join(student, 'card.md'), 'utf8')).toContain(
    `50 % of each label is the mean probability that old ${version} (SHA-256 \`${weightsSha256}\`) gave`
  )
  const log = await readFile(join(student, 'training.jsonl'), 'utf8')
  expect(JSON.parse(log.split('\n')[0] as string).recipe.teaching).toEqual({
    teachers: [{ name: 'old', version, weightsSha256 }],
    share: 0.5
  })
  await expect(
    train({ ...common, test: ['b'], seed: 3, out: await temporaryFolder(), teaching })
  ).rejects.toThrow(/The teacher old 1.0.0 was trained on b, and this training is evaluated on them/)
}, 60_000)

test('teachers are asked about training patches only, in eight orientations', async () => {
  vi.stubEnv('DUCTAL_CACHE', await temporaryFolder())
  const patches = await folderOf('a', 'b')
  const teacher = join(await temporaryFolder(), 'old')
  const recipe = { ...recipeOf('gru-attention', 'slides'), ...quick }
  await train({
    ...{ system: 'gru-attention', protocol: 'slides', patches, recipe: quick, test: ['b'] },
    ...{ seed: 2, out: teacher, resume: false }
  })
  const set = await loadPatches(patches)
  const split = slideSplit(set, ['b'], [])
  const teachers = await openTeachers([teacher, teacher], set, split)
  const [once, twice] = [
    await ask({ ...teachers, folders: [teacher] }, set, split.train, recipe, () => {}),
    await ask(teachers, set, split.train, recipe, () => {})
  ]
  const { scores } = await score(await openEngine('cpu'), teacher, set, split.train)
  split.train.forEach((index, i) => {
    expect(twice[index]).toBeCloseTo(once[index] as number, 6)
    expect(Math.abs((once[index] as number) - (scores[i] as number))).toBeLessThan(0.1)
  })
  for (const index of split.test) expect(once[index]).toBe(0)
}, 60_000)

test('a label is smoothed, then mixed with what the teachers say', () => {
  const set = madeUp({ a: { negative: 1, positive: 1 } })
  const recipe = { labelSmoothing: 0.1, teaching: { teachers: [], share: 0.5 } }
  const taught = Float32Array.of(0.3, 0.6)
  const near = [0.1, 0.9].map(value => expect.closeTo(value, 6))
  expect([...targetsOf({ set, recipe })]).toEqual(near)
  expect([...targetsOf({ set, recipe, taught })]).toEqual([0.2, 0.75].map(value => expect.closeTo(value, 6)))
})
