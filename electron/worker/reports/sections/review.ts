import { outcomeTitles } from '../../../../contract/runs/outcome.ts'
import { classesOf } from '../../../../results/source.ts'
import type { ReportRecord } from '../record.ts'
import type { Block, Cell, Fact } from '../tree.ts'
import { count, local, lowered, none, share, utc } from '../words.ts'

/**
 * Compares labels with the model's predictions, and lists regions on which reviewer and model
 * disagree.
 */
export function correctionBlocks(record: ReportRecord): Block[] {
  const { counts, review, regions } = record
  const [negative, positive] = classesOf(record.model)
  const judged = counts.truePositive + counts.falsePositive + counts.falseNegative + counts.trueNegative
  const cell = (value: number): Cell => ({ text: count(value) })
  const differing = regions.filter(({ agrees }) => agrees === false)
  const reviewed = [
    ['Confirmed positive (TP)', positive, 'IDC', counts.truePositive],
    ['False positive (FP)', positive, 'not IDC', counts.falsePositive],
    ['False negative (FN)', negative, 'IDC', counts.falseNegative],
    ['Confirmed negative (TN)', negative, 'not IDC', counts.trueNegative]
  ] as const
  return [
    {
      kind: 'table',
      caption: 'Patches by model and reviewer',
      columns: [
        { title: 'Result', width: 34 },
        { title: 'Model', width: 22 },
        { title: 'Reviewer', width: 22 },
        { title: 'Patches', width: 12, right: true },
        { title: 'Share', width: 16, right: true }
      ],
      rows: [
        ...reviewed.map(([verdict, model, reviewer, value]) => [
          { text: verdict, strong: true },
          { text: model },
          { text: reviewer },
          cell(value),
          { text: share(value, judged) }
        ]),
        [{ text: 'Unsure' }, { text: none }, { text: 'unsure' }, cell(counts.unsure), { text: none }],
        [{ text: 'Not labelled' }, { text: none }, { text: none }, cell(counts.unlabelled), { text: none }]
      ]
    },
    {
      kind: 'text',
      tone: 'muted',
      text: `Counted at the review’s threshold of ${review.threshold}. The reviewer chose which patches to label, so these are not error rates of the model. Every corrected patch is listed in the report’s JSON.`
    },
    ...(differing.length > 0
      ? [
          {
            kind: 'table' as const,
            caption: 'Regions where model and reviewer disagree',
            columns: [
              { title: 'No.', width: 8 },
              { title: 'Reviewer', width: 24 },
              { title: 'Model', width: 24 },
              { title: 'Patches marked', width: 24, right: true },
              { title: 'Name', width: 28 }
            ],
            rows: differing.map(region => [
              { text: String(region.number), strong: true },
              { text: region.class.name, swatch: region.class.color },
              { text: region.modelClass ?? none },
              { text: `${count(region.measures.positive)} of ${count(region.measures.patches)}` },
              { text: region.name || none }
            ])
          }
        ]
      : []),
    ...commentBlocks(record)
  ]
}

function commentBlocks({ comments, slide, run }: ReportRecord): Block[] {
  const heading: Block = { kind: 'heading', level: 2, text: 'Comments', id: 'comments' }
  const blocks = comments.map(({ text, patch, reviewer, utc: at }): Block => {
    const about = patch
      ? `on the patch at row ${patch.row}, column ${patch.col} (x ${mm(run.grid.originX + patch.col * run.grid.stride, slide.mpp)} mm, y ${mm(run.grid.originY + patch.row * run.grid.stride, slide.mpp)} mm)`
      : 'on the slide'
    return { kind: 'text', tone: 'plain', text: `${reviewer}, ${utc(at)}, ${about}: ${text}` }
  })
  return blocks.length > 0 ? [heading, ...blocks] : []
}

const mm = (pixels: number, mpp: number) => ((pixels * mpp) / 1000).toFixed(2)

/** Lists the signatures with their meaning and time, or states that there are none. */
export function signatureBlocks(record: ReportRecord): Block[] {
  const { signatures, review } = record
  if (signatures.length === 0)
    return [
      {
        kind: 'callout',
        tone: 'warning',
        title: 'Not signed',
        lines: ['This review has not been signed and may still change.']
      }
    ]
  return signatures
    .toReversed()
    .flatMap((signature): Block[] => [
      {
        kind: 'callout',
        tone: signature.reopened ? 'plain' : 'good',
        title: signature.reopened
          ? `Signed by ${signerOf(signature)}, then reopened`
          : `Signed by ${signerOf(signature)}`,
        lines: [
          `Meaning: ${signature.meaning}`,
          ...acknowledgement(signature),
          `${utc(signature.utc)} (${local(signature.local)} on the signer’s clock)`,
          ...(signature.clockBack
            ? ['The computer’s clock was wrong: an earlier entry of the review log has a later time.']
            : []),
          ...(signature.reopened
            ? [
                `Reopened by ${signature.reopened.reviewer.name}, ${utc(signature.reopened.utc)}: ${signature.reopened.reason}`
              ]
            : [])
        ]
      },
      { kind: 'facts', facts: hashesOf(signature) }
    ])
    .concat(
      review.state === 'signed'
        ? []
        : [
            {
              kind: 'text',
              tone: 'plain',
              text: 'The review is open. The state shown in this report has not been signed.'
            }
          ]
    )
}

/** The signer, with the role at that time. */
export const signerOf = ({ reviewer, role }: ReportRecord['signatures'][number]): string =>
  role === '' ? reviewer.name : `${reviewer.name} (${role})`

/** What the signer acknowledged that the analysis lacks. */
export const acknowledgement = ({ acknowledged }: ReportRecord['signatures'][number]): string[] =>
  acknowledged === null ? [] : [`Acknowledged by the signer: ${lowered(outcomeTitles[acknowledged])}`]

const hashesOf = ({ sequence, logHash, stateHash }: ReportRecord['signatures'][number]): Fact[] => [
  { name: 'Log entry', value: String(sequence) },
  { name: 'Signed state (SHA-256)', value: stateHash, exact: true },
  { name: 'Preceding log (SHA-256)', value: logHash, exact: true }
]
