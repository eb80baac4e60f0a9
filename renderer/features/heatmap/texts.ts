import type { PatchLabel } from '../../../contract/review/review.ts'
import type { Agreement } from '../../viewer/raster/agreement.ts'
import type { ColorMapName } from '../../viewer/raster/colors.ts'

/** Texts of the heatmap, its legend and comparisons. */
export const heatmapTexts = {
  heatmap: {
    tab: 'Heatmap',
    show: 'Show heatmap',
    threshold: 'Threshold',
    thresholdRun: (value: number) => `The analysis used ${value.toFixed(2)}`,
    thresholdReset: 'Reset threshold',
    opacity: 'Opacity',
    map: 'Colours',
    maps: {
      viridis: 'Viridis',
      magma: 'Magma',
      inferno: 'Inferno',
      cividis: 'Cividis',
      twoColors: 'Two colours'
    } satisfies Record<ColorMapName, string>,
    below: 'Below threshold',
    belows: { hide: 'Hide', faint: 'Faint', show: 'Show' },
    smooth: 'Smooth between patches',
    truth: 'Ground truth',
    truths: { off: 'Off', outline: 'Outline', errors: 'Errors' },
    legend: 'Legend',
    legendTitle: 'Probability of IDC',
    legendThreshold: (value: number) => `threshold ${value.toFixed(2)}`,
    failed: 'failed, no result',
    notAnalysed: 'not analysed',
    provisional: 'Provisional until the analysis is done.',
    pooling: 'When zoomed out, show',
    poolings: { maximum: 'Maximum', mean: 'Average' },
    pooledMean: 'Zoomed out: averages',
    lens: 'Clear around the pointer',
    inView: (patches: string, area: string) => `In view: ${patches} marked, ${area}`,
    compare: 'Compare',
    comparisons: { off: 'Off', difference: 'Difference', split: 'Side by side' },
    otherRun: 'Other analysis',
    otherSlide: 'Slide',
    sameSlide: 'This slide',
    noOther: 'This slide has no other analysis yet.',
    differenceTitle: (one: number, other: number) => `Analysis ${one} minus ${other}`,
    sameGrid: 'Patch by patch, on the same grid.',
    byPlace: 'Compared by position: the two grids differ.',
    least: 'Smallest difference shown',
    agreements: {
      truePositive: 'IDC, marked',
      falsePositive: 'not IDC, but marked',
      falseNegative: 'IDC, but not marked',
      trueNegative: 'not IDC, not marked'
    } satisfies Record<Agreement, string>,
    marked: 'Marked patches',
    markedOf: (positive: string, analysed: string) => `${positive} of ${analysed}`,
    area: 'Marked area',
    areaNote: 'Marked by the model; not a tumour size.',
    share: (percent: string) => `${percent} of analysed patches`,
    sensitivity: 'Sensitivity',
    specificity: 'Specificity',
    against: 'Count errors against',
    againsts: { truth: 'Ground truth', reviewer: 'Reviewer' },
    againstReviewer: 'Reviewer’s labels',
    labels: { positive: '+ IDC', negative: '− not IDC', unsure: '○ unsure' } satisfies Record<
      PatchLabel,
      string
    >,
    onlyLabels: 'The model’s result is hidden.',
    reviewerNote: 'Compared with the reviewer’s labels at this threshold. Unlabelled patches are not shown.',
    truthNote: 'Compared with the slide’s ground truth at this threshold.',
    loading: 'Reading the result …',
    empty: 'No result yet.'
  }
} as const
