import { type ComputedRef, computed } from 'vue'
import { area, count } from '../../../contract/format.ts'
import type { Legend, Side } from '../../core/features.ts'
import { isProvisional } from '../../core/run-state.ts'
import { useRuns } from '../../core/runs.ts'
import { useSettings } from '../../core/settings.ts'
import { useResult } from '../../stage/result.ts'
import { texts } from '../../texts.ts'
import { labelColors, labelRanks } from '../../viewer/layers/label-layer.ts'
import { agreementColors } from '../../viewer/raster/agreement.ts'
import { failedColor, leftOutColor } from '../../viewer/raster/colors.ts'
import { countsAt } from '../../viewer/raster/raster.ts'
import { useReview } from '../review/index.ts'
import { useAgreement } from './agreement.ts'
import { useComparison } from './comparison.ts'

const agreementOrder = ['truePositive', 'falsePositive', 'falseNegative', 'trueNegative'] as const
const veils = { hide: 0.92, faint: 0.7, show: 0 }

/** Returns the legend for one side of the view; undefined while no layer is shown. */
export function useLegend(side: () => Side): ComputedRef<Legend | undefined> {
  const { values: settings } = useSettings()
  const runs = useRuns()
  const store = useResult()
  const compare = useComparison()
  const agreement = useAgreement()
  const review = useReview()
  const t = texts.heatmap
  const result = computed(() => (side() === 'main' ? store.result : compare.result))
  // Uses the run's current state; the result keeps the state in which its values were read.
  const provisional = computed(() =>
    runs.runs.some(run => run.id === result.value?.run.id && isProvisional(run))
  )
  const threshold = computed(() => (result.value ? runs.thresholdOf(result.value.run) : 0.5))
  const counts = computed(() =>
    result.value ? countsAt(result.value.probabilities.base.values, threshold.value) : undefined
  )

  /** Cells without a value; never shown like a low value. */
  const without = computed(() => {
    if (!result.value || !counts.value) return []
    const { analysed, failed } = counts.value
    // Hatched on the main slide only (features/analysis/left-out.ts).
    const sparse = side() === 'main' ? (result.value.run.tissue.sparseMm2 ?? 0) : 0
    const clear = result.value.probabilities.base.values.length - analysed - failed
    return [
      ...(failed > 0 ? [{ color: failedColor, text: t.failed, count: count(failed) }] : []),
      ...(sparse > 0
        ? [{ color: leftOutColor, hatched: true, text: texts.run.leftOutLegend, count: area(sparse * 1e6) }]
        : []),
      ...(clear > 0 ? [{ color: undefined, text: t.notAnalysed, count: count(clear) }] : [])
    ]
  })

  /** The reviewer's labels, as far as they are drawn. */
  const labelled = computed(() => {
    const counts = review.review?.labels
    if (side() !== 'main' || settings.shows === 'model' || !counts) return []
    return labelRanks
      .filter(rank => settings.shows === 'labels' || counts[rank] > 0)
      .map(rank => ({ color: labelColors[rank], text: t.labels[rank], count: count(counts[rank]) }))
  })

  return computed(() => {
    if (!result.value) return undefined
    const main = side() === 'main'
    if (main && settings.shows === 'labels')
      return labelled.value.length > 0
        ? { title: t.againstReviewer, entries: labelled.value, note: t.onlyLabels }
        : undefined
    if (!settings.heatmap) return undefined
    if (main && compare.difference) {
      const { one, other, byPlace } = compare.difference
      return {
        title: t.differenceTitle(one.id, other.id),
        scale: { map: 'difference', threshold: 0.5, low: '−1', middle: '0', high: '+1', veil: 0 },
        entries: without.value.filter(({ color }) => color),
        note: byPlace ? t.byPlace : t.sameGrid
      }
    }
    if (main && agreement.cells) {
      const counted = agreement.cells.counts
      return {
        title: agreement.byReviewer ? t.againstReviewer : t.truth,
        entries: [
          ...agreementOrder.map(kind => ({
            color: agreementColors[kind],
            text: t.agreements[kind],
            count: count(counted[kind])
          })),
          ...without.value.filter(({ color }) => color)
        ],
        note: ''
      }
    }
    return {
      title: t.legendTitle,
      scale: {
        map: settings.map,
        threshold: threshold.value,
        low: '0',
        middle: t.legendThreshold(threshold.value),
        high: '1',
        veil: veils[settings.below]
      },
      entries: [...labelled.value, ...without.value],
      note: [provisional.value && t.provisional, settings.pooling === 'mean' && t.pooledMean]
        .filter(Boolean)
        .join(' ')
    }
  })
}
