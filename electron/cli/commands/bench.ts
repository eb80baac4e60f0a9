import { cpus } from 'node:os'
import type { BenchResult, BenchRow, Comparison } from '../../../bench/engine/bench.ts'
import { DuctalError } from '../../../contract/errors.ts'
import { type EngineName, engineNames } from '../../../contract/runs/engine.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import { tableOf } from '../../../terminal/output.ts'
import { numberOf, usage, type Values, wordOf } from '../../../terminal/values.ts'
import { options } from '../options.ts'
import { version } from '../program.ts'

export const benchCommand: Command = {
  name: 'bench',
  synopsis: 'kernel [--architecture NAME] [--engine ENGINE] [--rounds N] [--json]',
  summary: 'Measure the speed of the networks on this computer, compared with onnxruntime and TensorFlow.',
  options: options('architecture', 'engine', 'rounds', 'json'),
  positionals: { min: 1, max: 1 },
  async run({ values, positionals: [what], output, signal }) {
    if (what !== 'kernel') throw usage(`Unknown benchmark “${what}”. Available: kernel.`)
    // Loads TensorFlow.js and three engines, which no other command needs in this process.
    const measure = await import('../../../bench/engine/bench.ts')
    const options = {
      ...chosen(values, measure.architectureNames),
      rounds: numberOf(values, 'rounds', { min: 1, max: 1000, whole: true }) ?? 5,
      onnxruntime: process.env.DUCTAL_ONNXRUNTIME ?? null,
      signal,
      onBegin: (name: string) => output.say(`Measuring ${name}.`)
    }
    const result = await measure.bench(options).catch(error => {
      if (signal.aborted) throw new DuctalError('call/cancelled', 'The benchmark was cancelled.')
      throw error
    })
    const document = { ductal: version, processor: cpus()[0]?.model.trim() ?? 'unknown', ...result }
    await output.answer(document, () => textOf(result))
    return exits.done
  }
}

function chosen(
  values: Values,
  architectureNames: readonly string[]
): { architectures: readonly string[]; engines: readonly EngineName[] } {
  const architecture = wordOf(values, 'architecture', architectureNames)
  const engine = wordOf(values, 'engine', engineNames)
  return {
    architectures: architecture === undefined ? architectureNames : [architecture],
    engines: engine === undefined ? engineNames : [engine]
  }
}

const header = [
  'network',
  'engine',
  'batch',
  'patches/s',
  'GFLOP/s',
  'of peak',
  '× onnxruntime',
  '× TensorFlow'
]

function textOf({ rows, engines, peakGflops, versions, rounds }: BenchResult): string {
  const devices = engines.map(({ name, device, reason }) => `${name}: ${device?.name ?? reason}`)
  const others = [
    `onnxruntime ${versions.onnxruntime ?? 'not measured (not found in DUCTAL_ONNXRUNTIME)'}`,
    `TensorFlow ${versions.tensorflow ?? 'not measured (not installed)'}`
  ]
  return `${devices.join('\n')}
Compared on one thread with: ${others.join(', ')}
This core: ${peakGflops.median} GFLOP/s in WebAssembly (${versions.kernels}); medians of ${rounds} rounds

${tableOf(header, rows.map(lineOf))}`
}

function lineOf(row: BenchRow): (string | number)[] {
  const ratio = (comparison: Comparison | null) => comparison?.ratio.median ?? '–'
  return [
    row.architecture,
    row.engine,
    row.batch,
    row.patchesPerSecond.median,
    row.gflops.median,
    row.shareOfPeak?.median ?? '–',
    ratio(row.onnxruntime),
    ratio(row.tensorflow)
  ]
}
