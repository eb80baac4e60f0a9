import { expect, test } from 'vitest'
import { warningsOf } from '../../contract/runs/quality.ts'

const none = { coarser: 0, finer: 0, colour: 0, blur: 0, pen: 0 }

test('warnings count the flagged patches, describe the flaw and advise what to do', () => {
  expect(warningsOf({ patches: 4100, byFlag: none, otherScale: false })).toEqual([])
  expect(warningsOf({ patches: 4100, byFlag: { ...none, blur: 312 }, otherScale: false })).toEqual([
    '312 of 4,100 patches look out of focus: rescan the slide if possible, and do not rely on results there.'
  ])
  const scale = warningsOf({ patches: 100, byFlag: { ...none, finer: 40 }, otherScale: true })
  expect(scale).toHaveLength(2)
  expect(scale[0]).toContain('different scale')
})
