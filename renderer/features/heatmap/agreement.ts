import { defineStore } from 'pinia'
import { computed } from 'vue'
import { labelWords } from '../../../contract/review/queue.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useResult } from '../../stage/result.ts'
import { agreementCounts, agreementOf } from '../../viewer/raster/agreement.ts'
import { Pyramid } from '../../viewer/raster/raster.ts'
import { useReview } from '../review/index.ts'

const [positive, negative] = [labelWords.indexOf('positive'), labelWords.indexOf('negative')]

/** Compares the model's marks with the slide's ground truth or the reviewer's labels. */
export const useAgreement = defineStore('agreement', () => {
  const { values: settings } = useSettings()
  const runs = useRuns()
  const store = useResult()
  const review = useReview()

  const ofTruth = computed(() =>
    store.truth !== undefined && store.truth.runId === runs.current?.id ? store.truth.values : undefined
  )
  /** 1 for IDC, 0 for not IDC, −1 if undecided; undefined without any decision. */
  const ofReviewer = computed(() => {
    const { labels } = review
    if (!labels || labels.runId !== runs.current?.id) return undefined
    const values = new Int8Array(labels.values.length).fill(-1)
    let decided = false
    const take = (cell: number, word: number) => {
      values[cell] = word === positive ? 1 : word === negative ? 0 : -1
      decided ||= values[cell] !== -1
    }
    for (let cell = 0; cell < values.length; cell++)
      if (labels.values[cell] !== 0) take(cell, labels.values[cell] ?? 0)
    for (const [cell, word] of labels.unsaved) take(cell, word)
    return decided ? values : undefined
  })
  const hasBoth = computed(() => ofTruth.value !== undefined && ofReviewer.value !== undefined)
  const byReviewer = computed(
    () => ofReviewer.value !== undefined && (ofTruth.value === undefined || settings.against === 'reviewer')
  )
  const possible = computed(() => ofTruth.value !== undefined || ofReviewer.value !== undefined)

  /** Whether each patch is a true or false positive or negative; undefined while not shown. */
  const cells = computed(() => {
    if (settings.truth !== 'errors') return undefined
    const actual = byReviewer.value ? ofReviewer.value : ofTruth.value
    const raster = store.result?.probabilities.base
    if (!actual || !raster || actual.length !== raster.values.length) return undefined
    const values = agreementOf(raster.values, actual, runs.threshold)
    return { pyramid: new Pyramid({ ...raster, values }), counts: agreementCounts(values) }
  })

  return { possible, hasBoth, byReviewer, cells }
})
