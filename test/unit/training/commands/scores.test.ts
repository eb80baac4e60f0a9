import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { readSpec } from '../../../../engine/model-folder/spec.ts'
import { judge, type ScoredFolder } from '../../../../evaluation/evaluate.ts'
import { curvesOf } from '../../../../evaluation/metrics/curves.ts'
import { groupByPatient } from '../../../../evaluation/metrics/figures.ts'
import type { Place } from '../../../../files/place.ts'
import { againstOf, againstSummary } from '../../../../training/commands/evaluate/against.ts'
import { fileToWrite } from '../../../../training/commands/outputs.ts'
import { scoreExtensions, writeScores } from '../../../../training/output/scores.ts'
import { performanceCurves } from '../../../../training/results/figures/performance-curves.ts'
import { madeUp, temporaryFolder } from '../folder.ts'

const model = join(import.meta.dirname, '..', '..', '..', '..', 'models', 'cnn')

const placeOf = async (path: string) =>
  (await fileToWrite({ scores: path }, 'scores', scoreExtensions)) as Place

async function scored(shift = 0): Promise<ScoredFolder> {
  const set = madeUp({ 'a,"b"': { negative: 2, positive: 1 }, c: { negative: 1, positive: 1 } })
  set.files = set.files.map((_, i) => `x/1/p_idx5_x${1 + 50 * i}_y51_class${set.classes[i]}.png`)
  const indices = Uint32Array.of(0, 2, 3, 4)
  return {
    spec: { ...(await readSpec(model)), threshold: 0.5 },
    engine: 'cpu',
    set,
    indices,
    scores: Float32Array.of(0.1, 0.5, 1 / 3 + shift, 0.75)
  }
}

test('writes every probability as CSV, exact to 32 bits', async () => {
  const [path, given] = [join(await temporaryFolder(), 'scores.CSV'), await scored()]
  await writeScores(await placeOf(path), given)
  const lines = (await readFile(path, 'utf8')).split('\n')
  expect(lines[0]).toBe('patient,x,y,class,probability,marked,file')
  expect(lines[1]).toBe('"a,""b""",1,51,0,0.100000001,0,x/1/p_idx5_x1_y51_class0.png')
  expect(lines.slice(2, 4).map(line => line.split(',').at(-2))).toEqual(['1', '0'])
  expect(Math.fround(Number(lines[3]?.split(',')[4]))).toBe(given.scores[2])
  expect(lines).toHaveLength(6)
})

test('writes the same as Parquet', async () => {
  const [path, given] = [join(await temporaryFolder(), 'scores.parquet'), await scored()]
  await writeScores(await placeOf(path), given)
  const bytes = await readFile(path)
  const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })
  expect(rows).toHaveLength(4)
  expect(rows[0]).toEqual({
    ...{ patient: 'a,"b"', x: 1, y: 51, class: 0, probability: Math.fround(0.1), marked: false },
    file: 'x/1/p_idx5_x1_y51_class0.png'
  })
  expect(rows.map(row => row.marked)).toEqual([false, true, false, true])
})

test('draws ROC, precision and recall, and reliability; says when there is no curve', async () => {
  const { set, indices, scores, spec } = await scored()
  const drawn = (which: Uint32Array, of: Float32Array) =>
    performanceCurves(
      judge({ model: 'm <1>', version: spec.version, engine: 'cpu', threshold: 0.5 }, set, which, of),
      curvesOf(groupByPatient(set, which, of))
    )
  const figures = drawn(indices, scores)
  expect(Object.keys(figures)).toEqual(['roc.svg', 'precision-recall.svg', 'reliability.svg'])
  expect(figures['roc.svg']).toContain('<title>ROC curve of m &lt;1&gt;')
  for (const figure of Object.values(figures)) expect(figure).not.toMatch(/NaN|undefined/)
  const negative = drawn(indices.subarray(0, 1), scores.subarray(0, 1))
  expect(negative['roc.svg']).toContain('No curve: all patches are of one class.')
  expect(negative['precision-recall.svg']).toContain('no positive patches')
  for (const figure of Object.values(negative)) expect(figure).not.toMatch(/NaN|undefined/)
})

test('compares a second model on the same patches', async () => {
  const against = againstOf(await scored(), await scored(0.4))
  expect(against.differences.accuracy).toEqual({ value: -0.25, interval: null, p: null })
  expect(against.delong?.difference).toBeCloseTo(-0.25, 12)
  expect(againstSummary(against)).toContain('no interval: too few patients')
})
