/**
 * `npm run fuzz -- [--seed N] [--count N] [--first N] [--keep FOLDER]`: opens damaged slides of all
 * formats through a real host and worker (test/fuzz/). Fails if one of them crashes or blocks a
 * worker, is refused without a code, or leaves something behind.
 */
import { parseArgs } from 'node:util'
import { provideOpenslide } from './provide/openslide.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    first: { type: 'string', default: '0' },
    keep: { type: 'string' }
  }
})
const openslide = await provideOpenslide()
if (openslide) process.env.DUCTAL_OPENSLIDE = openslide
const { fuzz } = await import('../test/fuzz/campaign.ts')

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`
let reported = 0
const outcome = await fuzz({
  seed: Number(values.seed),
  count: Number(values.count),
  first: Number(values.first),
  keep: values.keep,
  onMutant({ mutants, findings }) {
    for (const { mutant, seed, what } of findings.slice(reported))
      console.log(`mutant ${mutant} (${seed}): ${what}`)
    reported = findings.length
    if (mutants % 100 === 0) console.error(`${mutants} mutants, ${findings.length} findings`)
  }
})
for (const { mutant, seed, what } of outcome.findings.slice(reported))
  console.log(`mutant ${mutant} (${seed}): ${what}`)
const codes = [...outcome.refused].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`)
console.log(`${outcome.mutants} mutants of seed ${values.seed}: ${outcome.opened} slides opened`)
console.log(`refusals: ${codes.join(', ')}`)
console.log(
  `most processor time ${outcome.mostSeconds.toFixed(1)} s, worst memory: host ${megabytes(outcome.hostPeak)}, worker ${megabytes(outcome.workerPeak)}`
)
console.log(`${outcome.findings.length} findings`)
process.exitCode = outcome.findings.length > 0 ? 1 : 0
