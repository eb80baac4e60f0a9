import { count } from '../output/markdown.ts'
import type { Run } from './records/run.ts'
import { missingOf, runsOf, slidesOf } from './records/summary.ts'
import type { WholeSlides } from './records/whole-slides.ts'
import { largerPart } from './sections/larger.ts'
import { tableOfSizes, tableOfSlides, tableOfWholeSlides, tableOne } from './sections/tables.ts'

/** Returns docs/results/README.md, generated only from its arguments. */
export function pageOf(
  runs: Run[],
  whole: WholeSlides | null,
  checks: readonly string[],
  defaultModel: string | null,
  larger: Run[]
): string {
  const slides = slidesOf(runs)
  return `${[title, ...(defaultModel ? [defaultModel] : []), ...(larger.length > 0 ? [largerPart(larger)] : []), head(runs), sameProtocol, tableOne(runs), unseen(runs, slides), tableOfSlides(runs), ...(whole ? [wholeSlides(whole), tableOfWholeSlides(whole)] : []), ...checks, figures, sizes, tableOfSizes(runs), differences, missing(runs, slides)].join('\n\n')}\n`
}

const title = `# Results

Written by \`npm run results\` from the runs in runs/ and runs-226/, and from models/; do not edit. Research use only.`

function head(runs: Run[]): string {
  const any = runsOf(runs, 'colour', 'paper')[0] ?? runs[0]
  const total = any ? any.train.patches + any.validation.patches + any.test.patches : 0
  return `## The networks of the paper
Data: Breast Histopathology Images (IDC_regular_ps50_idx5, CC0). The runs below used ${count(total)} patches of 20 patients; the paper
used 277,524 of 162. Nearly all patches without carcinoma come from four patients, so a network can guess a patch's class from its
patient's stain. The last row of each table therefore shows how far colour alone gets: 15 numbers per patch (mean, deviation and
three quantiles of each channel) and a logistic regression.`
}

const sameProtocol = `## Table I, the paper's protocol
Patches are split at random 50:50, with 15 % of the first half for validation; the more probable class counts. **The same patients are
on both sides: these figures say nothing about new patients.** Precision, recall and F1 are averaged over the classes, weighted by
their patches. Mean ± deviation over seeds; each seed has its own split.`

function unseen(runs: Run[], slides: string[]): string {
  const sides = slides.map(slide => {
    const run = runs.find(
      ({ protocol, figures }) => protocol === 'slides' && figures.perPatient[0]?.patient === slide
    )
    return `${slide} (${count(run?.test.negative ?? 0)} without carcinoma, ${count(run?.test.positive ?? 0)} with)`
  })
  return `## One complete slide left out
Trained on all other patients, with no part of the left-out slide:
${sides.join(', ')}. The cells give balanced accuracy at a fixed
threshold of 0.5, and AUC. On unseen slides the threshold is the weak point: the ranking of the patches (AUC) holds better than the
cut. ResNet-18 was trained with 6 epochs first (0.916, 0.952, 0.950: mean AUC 0.939); its 4 epochs are those of the project's
reference runs.`
}

const wholeSlides = ({ system, seed }: WholeSlides) => `## The same, adjusted using the whole slide
${system}, seed ${seed}: the same networks, with the patches of a slide adjusted together as in
[decision 30](../decisions/0030-slide-calibration.md). Start and threshold of each slide come from the other two.
\`models/ductal\` 1.0.0 was the same recipe, trained on these 20 patients. Version 2.0.0 is described in its card and in [decision 32](../decisions/0032-ductal-2.md).`

const figures = `## Figures
![A patch as a signal](figure-2.svg)

The paper's figure 2: a patch and the sequence that a recurrent network reads from it. The patch is synthetic, because this project
contains none of the data set's.

![Training of GRU + attention](figure-7.svg)

The paper's figure 7.

![Comparison](figure-8.svg)

The paper's figure 8, with the floor and with the figures on unseen slides.`

const sizes = `## Size and speed
Weights as stored. Training shared two cores with other work: the speeds are those of the fastest epoch, not a benchmark.
[Benchmarks](../benchmarks.md) covers inference.`

const differences = `## What differs from the paper
- 20 patients instead of 162, and 3,326 training patches instead of 116,588. These tables do not show what the full set would give.
- Classes are nearly balanced here (51 % with carcinoma); in the full set 28 % are. Accuracies are not directly comparable.
- The paper does not state units, size and window of the attention, dropout, epochs, batch, or the first layers of the ResNets. Our
  choices are in each model's card and in the tables' last column.
- The CNN's rate of 0.05 leads to one class for all patches (its accuracy of 0.73 is the share of that class). Our rate is 0.001.
- The recurrent networks' rate is 0.003 where the table says so: at Table I's 0.001 they need more epochs than two cores allow.
- Flips and quarter turns, label smoothing 0.02, and a running average of the weights.
- Attention covers 15 steps around each step, and states are averaged over all steps.`

function missing(runs: Run[], slides: string[]): string {
  const lines = missingOf(runs, slides)
  return lines.length === 0
    ? '## Missing\nNothing is missing.'
    : `## Missing\n${lines.map(line => `- ${line}`).join('\n')}`
}
