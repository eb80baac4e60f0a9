import { missingOf } from './missing.ts'
import type { Run } from './run.ts'
import { runsOf, slidesOf } from './summary.ts'
import { tableOfSizes, tableOfSlides, tableOfWholeSlides, tableOne } from './tables.ts'
import { count } from './text.ts'
import type { WholeSlides } from './whole-slides.ts'

/** Returns docs/results/README.md, generated only from its arguments. */
export function pageOf(runs: Run[], whole: WholeSlides | null, checks: readonly string[]): string {
  const slides = slidesOf(runs)
  return `${[head(runs), sameProtocol, tableOne(runs), unseen(runs, slides), tableOfSlides(runs), ...(whole ? [wholeSlides(whole), tableOfWholeSlides(whole)] : []), ...checks, figures, sizes, tableOfSizes(runs), differences, missing(runs, slides)].join('\n\n')}\n`
}

function head(runs: Run[]): string {
  const any = runsOf(runs, 'colour', 'paper')[0] ?? runs[0]
  const total = any ? any.train.patches + any.validation.patches + any.test.patches : 0
  return `# Results

Written by \`npm run results\` from the runs in runs/; do not edit. Research use only.

Data: Breast Histopathology Images (IDC_regular_ps50_idx5, CC0), the ${count(total)} patches of 20 patients that this project has, of
277,524 of 162. Nearly all patches without carcinoma come from four patients, so that a network can tell a patch's class from its
patient's stain. How far colour alone gets is therefore the last row of each table: 15 numbers of a patch (mean, deviation and three
quantiles of each channel) and a logistic regression.`
}

const sameProtocol = `## Table I, the paper's protocol
Patches at random 50:50, 15 % of the first half for validation; the more probable class counts. **The same patients stand on both sides:
these figures say nothing about new patients.** Precision, recall and F1 are averaged over the classes, weighted by their patches. Mean ±
deviation over seeds; each seed splits anew.`

function unseen(runs: Run[], slides: string[]): string {
  const sides = slides.map(slide => {
    const run = runs.find(
      ({ protocol, figures }) => protocol === 'slides' && figures.perPatient[0]?.patient === slide
    )
    return `${slide} (${count(run?.test.negative ?? 0)} without carcinoma, ${count(run?.test.positive ?? 0)} with)`
  })
  return `## One complete slide left out
Trained on all other patients, without looking at this one:
${sides.join(', ')}. Balanced accuracy at a threshold of 0.5, which was chosen
on nothing, and AUC. The threshold is where unseen slides hurt: the order of the patches (AUC) holds better than the place of the cut.
ResNet-18 was trained with 6 epochs first (0.916, 0.952, 0.950: mean AUC 0.939); its 4 epochs are those of the project's reference runs.`
}

const wholeSlides = ({ system, seed }: WholeSlides) => `## The same, judged as whole slides
${system}, seed ${seed}: the same networks, but the patches of a slide are judged together, as
[decision 30](../decisions/0030-slide-calibration.md) says. Start and threshold of each slide come from the other two.
\`models/ductal\`, the default, is the same recipe trained on all patients, whose start and threshold come from these slides.`

const figures = `## Figures
![A patch as a signal](figure-2.svg)

The paper's figure 2: a patch (drawn here, as the data set's own are no part of this project) and what a recurrent network reads of it.

![Training of GRU + attention](figure-7.svg)

The paper's figure 7.

![Comparison](figure-8.svg)

The paper's figure 8, with the floor and with what is left on slides that were never seen.`

const sizes = `## Size and speed
Weights as they are stored. Training ran on two cores beside other work: the speeds are of the fastest epoch, and no benchmark.
[Benchmarks](../benchmarks.md) has inference.`

const differences = `## What differs from the paper
- 20 patients instead of 162, 3,326 patches to train on instead of 116,588. Nobody can tell from these tables what the full set would give.
- Classes are nearly even here (51 % with carcinoma); in the full set 28 % are. Accuracies do not compare directly.
- The paper leaves open: units, attention's size and window, dropout, epochs, batch, the first layers of the ResNets. Ours stand in each
  model's card and in the tables' last column.
- The CNN's rate of 0.05 ends at one class for all patches (its accuracy of 0.73 is that share): ours is 0.001.
- The recurrent networks' rate is 0.003 where the table says so: at Table I's 0.001 they need more epochs than two cores can give.
- Flips and quarter turns; labels smoothed by 0.02; a running average of the weights.
- Attention looks at 15 steps around each, and states are averaged over all steps.`

function missing(runs: Run[], slides: string[]): string {
  const lines = missingOf(runs, slides)
  return lines.length === 0
    ? '## Missing\nNothing.'
    : `## Missing\n${lines.map(line => `- ${line}`).join('\n')}`
}
