import { baselineName } from '../../baseline/baseline.ts'
import { count, figure, table } from '../../output/markdown.ts'
import { contenders, type Run } from '../records/run.ts'
import { runsOf, spread, spreadOf, titleOf, wordsOf } from '../records/summary.ts'

/** Returns the section about the trainings on all 226 patients. */
export function largerPart(runs: Run[]): string {
  const [patients] = contenders.flatMap(contender => runsOf(runs, contender, 'patients'))
  return [
    '## The networks of the paper on 226 patients',
    ...(patients ? [unseen(patients), tableOfPatients(runs)] : []),
    `### The paper's protocol
Patches split at random 50:50, as in Table I below: **the same patients are on both sides.** Accuracy and F1 are averaged over the
classes, weighted by their patches.`,
    tableOfPaper(runs),
    missing(runs)
  ].join('\n\n')
}

const unseen = ({ train, validation, test, figures }: Run) => `### Patients that the network never saw
Trained on ${count(train.patches)} patches of the author's training patients; threshold and temperature chosen on ${count(validation.patches)} patches of patients in none of his lists;
evaluated on ${count(test.patches)} patches of his ${figures.patients} validation patients, all patches pooled. The floor's threshold was chosen in the same way.`

const meanOf = (runs: Run[], of: (run: Run) => number | null) =>
  spread(spreadOf(runs.map(of).filter(value => value !== null)))

function tableOfPatients(runs: Run[]): string {
  const floor = runsOf(runs, baselineName, 'patients')[0]?.figures.balancedAccuracy
  const rows = contenders.flatMap(contender => {
    const own = runsOf(runs, contender, 'patients')
    if (own.length === 0) return []
    const above = (spreadOf(own.map(({ figures }) => figures.balancedAccuracy))?.mean ?? 0) - (floor ?? 0)
    return [
      [
        titleOf(contender),
        meanOf(own, ({ figures }) => figures.balancedAccuracy),
        contender === baselineName || floor === undefined ? '–' : figure(above),
        meanOf(own, ({ figures }) => figures.perClass[1].f1),
        meanOf(own, ({ figures }) => figures.auc),
        meanOf(own, ({ figures }) => figures.ece),
        String(own.length),
        wordsOf(own[0] as Run)
      ]
    ]
  })
  return table(
    ['network', 'balanced accuracy', 'above the floor', 'F1 of carcinoma', 'AUC', 'ECE', 'seeds', 'ours'],
    rows
  )
}

function tableOfPaper(runs: Run[]): string {
  const rows = contenders.flatMap(contender => {
    const own = runsOf(runs, contender, 'paper')
    if (own.length === 0) return []
    return [
      [
        titleOf(contender),
        meanOf(own, ({ figures }) => figures.accuracy),
        meanOf(own, ({ figures }) => figures.balancedAccuracy),
        meanOf(own, ({ figures }) => figures.f1),
        meanOf(own, ({ figures }) => figures.auc),
        String(own.length),
        wordsOf(own[0] as Run)
      ]
    ]
  })
  return table(['network', 'accuracy', 'balanced accuracy', 'F1', 'AUC', 'seeds', 'ours'], rows)
}

function missing(runs: Run[]): string {
  const without = (protocol: 'paper' | 'patients') =>
    contenders
      .filter(contender => runsOf(runs, contender, protocol).length === 0)
      .map(contender => titleOf(contender))
  const lines = (['patients', 'paper'] as const)
    .map(protocol => ({ protocol, names: without(protocol) }))
    .filter(({ names }) => names.length > 0)
    .map(({ protocol, names }) => `Not run yet under the protocol \`${protocol}\`: ${names.join(', ')}.`)
  return [
    'The networks of the first of these tables are those in models/, but for the ResNets that it lacks. Epochs are few.',
    ...lines
  ].join(' ')
}
