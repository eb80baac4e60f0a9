import { share } from '../../../contract/format.ts'
import type { CurvePoint, Curves, ReliabilityBin } from '../../../contract/models/evaluation.ts'
import type { Evaluation } from '../../../evaluation/evaluate.ts'
import { colours, drawing, type Frame, grid, heightOf, key, label, stroke } from './svg.ts'

const [width, height] = [460, 516]
const frame: Frame = { left: 62, top: 100, width: 370, height: 340, low: 0, high: 1 }
const steps = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** The drawings of an evaluation by file name. */
export function performanceCurves(evaluation: Evaluation, curves: Curves): Record<string, string> {
  return {
    'roc.svg': rocFigure(evaluation, curves),
    'precision-recall.svg': precisionRecallFigure(evaluation, curves),
    'reliability.svg': reliabilityFigure(evaluation, curves)
  }
}

function rocFigure(of: Evaluation, { roc, patients }: Curves): string {
  const [[tn, fp], [fn, tp]] = of.confusion
  return chart(of, {
    title: 'ROC curve',
    across: '1 − specificity',
    up: 'sensitivity',
    figure: `AUC ${withInterval(of.auc, of.intervals.auc)}`,
    missing: roc.length === 0 ? 'No curve: all patches are of one class.' : undefined,
    parts: [
      diagonal(),
      ...patients.filter(patient => patient.roc.length > 0).map(patient => line(patient.roc, 'patient')),
      line(roc, 'all'),
      ...point([fp / (tn + fp), tp / (fn + tp)])
    ]
  })
}

function precisionRecallFigure(of: Evaluation, { precisionRecall }: Curves): string {
  const [[tn, fp], [fn, tp]] = of.confusion
  const prevalence = (fn + tp) / (tn + fp + fn + tp)
  const y = heightOf(frame, prevalence)
  return chart(of, {
    title: 'Precision and recall',
    across: 'recall (sensitivity)',
    up: 'precision',
    figure: `average precision ${withInterval(of.averagePrecision, of.intervals.averagePrecision)}`,
    missing: precisionRecall.length === 0 ? 'No curve: there are no positive patches.' : undefined,
    parts: [
      stroke([...ends(y)], colours.edge, 1, '4 4'),
      line(precisionRecall, 'all'),
      ...(tp + fp > 0 ? point([tp / (fn + tp), tp / (tp + fp)]) : [])
    ]
  })
}

function reliabilityFigure(of: Evaluation, { patients }: Curves): string {
  const bins = of.reliability ?? []
  const largest = Math.max(1, ...bins.map(({ count }) => count))
  const pointOf = ({ probability, positives }: ReliabilityBin): CurvePoint => [probability, positives]
  return chart(of, {
    title: 'Reliability',
    across: 'mean probability',
    up: 'share of carcinoma',
    figure: `ECE ${withInterval(of.ece, of.intervals.ece)}, Brier ${withInterval(of.brier, of.intervals.brier)}`,
    missing: undefined,
    parts: [
      diagonal(),
      ...patients.map(({ reliability }) => line(reliability.map(pointOf), 'patient')),
      line(bins.map(pointOf), 'all'),
      ...bins.map(bin => dot(pointOf(bin), 2 + 5 * Math.sqrt(bin.count / largest)))
    ]
  })
}

interface Chart {
  title: string
  across: string
  up: string
  figure: string
  /** Why there is no curve. */
  missing: string | undefined
  parts: string[]
}

function chart(of: Evaluation, { title, across, up, figure, missing, parts }: Chart): string {
  const name = `${of.model} ${of.version}`
  const bottom = frame.top + frame.height
  return drawing(width, height, `${title} of ${name}`, [
    label(16, 26, `${title}: ${name}`, { bold: true, size: 15 }),
    label(
      16,
      46,
      `${of.patches === 1 ? '1 patch' : `${of.patches} patches`} of ${of.patients === 1 ? '1 patient' : `${of.patients} patients`}`,
      {
        fill: colours.muted
      }
    ),
    label(16, 64, missing ?? figure, { fill: colours.muted }),
    ...grid(frame, steps, 1),
    ...steps.map(value =>
      label(frame.left + frame.width * value, bottom + 18, value.toFixed(1), {
        anchor: 'middle',
        fill: colours.muted,
        size: 12
      })
    ),
    label(frame.left + frame.width / 2, bottom + 38, across, {
      anchor: 'middle',
      fill: colours.muted,
      size: 12
    }),
    label(8, frame.top - 8, up, { fill: colours.muted, size: 12 }),
    ...(missing ? [] : parts),
    ...key(frame.left, bottom + 62, 'all patches', colours.accent),
    ...key(frame.left + 130, bottom + 62, 'one patient', colours.soft),
    ...key(frame.left + 260, bottom + 62, `threshold ${of.threshold}`, colours.warn)
  ])
}

const across = (value: number) => frame.left + frame.width * value

const ends = (y: number): [[number, number], [number, number]] => [
  [frame.left, y],
  [frame.left + frame.width, y]
]

const diagonal = () =>
  stroke(
    [
      [frame.left, frame.top + frame.height],
      [frame.left + frame.width, frame.top]
    ],
    colours.edge,
    1,
    '4 4'
  )

const line = (points: CurvePoint[], of: 'all' | 'patient') =>
  stroke(
    points.map(([x, y]) => [across(x), heightOf(frame, y)]),
    of === 'all' ? colours.accent : colours.soft,
    of === 'all' ? 2.5 : 1
  )

const dot = ([x, y]: CurvePoint, radius: number, fill = colours.accent) =>
  `<circle cx="${across(x).toFixed(1)}" cy="${heightOf(frame, y).toFixed(1)}" r="${radius.toFixed(1)}" fill="${fill}"/>`

/** The point of the shipped threshold; none if a class is missing. */
const point = (at: CurvePoint) => (at.some(Number.isNaN) ? [] : [dot(at, 5, colours.warn)])

/** A figure with its 95 % interval over patients, or why there is none. */
function withInterval(value: number | null, interval: Evaluation['intervals']['auc'] | undefined): string {
  if (value === null) return '–'
  return interval ? `${share(value)} (${share(interval[0])}–${share(interval[1])})` : share(value)
}
