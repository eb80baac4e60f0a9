import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { bad, good } from './check.ts'
import type { Examination } from './subject.ts'

/** Instruction sets that speed up the networks, in Linux notation. */
const instructionSets = ['sse4_1', 'avx', 'avx2', 'fma', 'avx512f', 'amx_tile', 'asimd', 'sve']

export const node: Examination = () => [good('node', process.versions.node)]

export const processor: Examination = async () => {
  const model = cpus()[0]?.model.trim() || 'unknown processor'
  const threads = availableParallelism()
  const sets = await instructions()
  const details = [model, `${threads} thread${threads === 1 ? '' : 's'}`, ...(sets ? [sets] : [])]
  return [good('processor', details.join(', '))]
}

/** Only Linux reports them without a native library. */
async function instructions(): Promise<string> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '')
  const flags = new Set(
    text
      .match(/^(?:flags|Features)\s*:(.*)$/m)?.[1]
      ?.trim()
      .split(/\s+/)
  )
  return instructionSets.filter(set => flags.has(set)).join(' ')
}

export const memory: Examination = () => {
  const detail = `${gigabytes(freemem())} of ${gigabytes(totalmem())} GB free`
  if (totalmem() >= 2e9) return [good('memory', detail)]
  return [bad('memory', detail, 'Use a computer with more memory. Each worker needs about 0.3 GB.')]
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1)
