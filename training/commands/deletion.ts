import { join } from 'node:path'
import { type Deletion, deletionOf, type Fall } from '../../evaluation/deletion.ts'
import { deletionFile } from '../results/deletions.ts'
import { writeText } from '../ship/record.ts'
import { type Command, print } from './command.ts'
import { modelOf } from './model.ts'
import { flag, folderOf, namesOf, text, wholeNumberOf } from './options.ts'

export const deletionCommand: Command = {
  name: 'deletion',
  synopsis: '--model NAME|DIR --patches DIR [--patients A,B] [--most N] [--seed N] [--keep] [--json]',
  summary:
    'Checks what a model’s explanations point at: deletes it, and as much at random, from true positives.',
  options: { model: text, patches: text, patients: text, most: text, seed: text, keep: flag, json: flag },
  async run(values) {
    const model = await modelOf(values)
    const deletion = await deletionOf({
      model,
      patches: folderOf(values, 'patches'),
      patients: namesOf(values, 'patients'),
      most: wholeNumberOf(values, 'most', 1) ?? 200,
      seed: wholeNumberOf(values, 'seed') ?? 1
    })
    if (values.keep === true)
      await writeText(join(model, deletionFile), `${JSON.stringify(deletion, null, 2)}\n`)
    if (values.json === true) print(deletion)
    else process.stdout.write(summaryOf(deletion))
  }
}

const fall = ({ attended, random, ratio }: Fall) =>
  `${attended.toFixed(4)}, at random ${random.toFixed(4)}${ratio === null ? '' : `, ratio ${ratio.toFixed(2)}`}`

const summaryOf = ({ model, kind, patches, mean, glass, holds }: Deletion) =>
  `${model}: a tenth of the pixels deleted from ${patches} true positives, chosen by ${kind}; the probability falls by
mean colour in their place: ${fall(mean)}
empty glass in their place: ${fall(glass)}
${holds ? 'at least' : 'less than'} 1.5 times as much as at random (mean colour)
`
