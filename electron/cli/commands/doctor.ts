import { join } from 'node:path'
import type { DoctorReport } from '../../../contract/doctor.ts'
import { DuctalError, failureOf } from '../../../contract/errors.ts'
import type { Command } from '../../../terminal/command.ts'
import { exits } from '../../../terminal/exit.ts'
import type { Values } from '../../../terminal/values.ts'
import { canAnalyse, examine } from '../../host/doctor/examine.ts'
import { EngineSelection } from '../../host/engines/selection.ts'
import { lastWhole } from '../../host/flows/backups.ts'
import { openPool } from '../../host/workers/pool.ts'
import { readOnly } from '../../host/workers/rights.ts'
import { options } from '../options.ts'
import { resources, version, workerEntry } from '../program.ts'
import { dataFolderOf, withHost } from '../session.ts'

export const doctor: Command = {
  name: 'doctor',
  synopsis: '[--data DIR] [--json]',
  summary: 'Check what works on this computer, what does not, and how to fix it.',
  options: options('data', 'json'),
  reads: true,
  async run({ values, output, signal }) {
    const report = await withHost(values, client => client.call('host.doctor', undefined, signal)).catch(
      error => {
        if (error instanceof DuctalError && /^(library|disk)\//.test(error.code))
          return withoutLibrary(values, error)
        throw error
      }
    )
    await output.answer(report, () => textOf(report))
    return canAnalyse(report) ? exits.done : exits.fault
  }
}

/**
 * Runs the checks that need no library, so that a library that fails to open does not hide them.
 */
async function withoutLibrary(values: Values, error: DuctalError): Promise<DoctorReport> {
  const pool = openPool({
    entry: workerEntry,
    size: 1,
    env: { DUCTAL_RESOURCES: resources },
    writable: readOnly
  })
  try {
    return await examine({
      version,
      resources,
      pool,
      dataFolder: dataFolderOf(values),
      db: { refused: failureOf(error) },
      readOnlyReason: null,
      backup: () => ({ last: lastWhole(dataFolderOf(values), new Date()), failure: null }),
      models: () => pool.run('models', { folder: join(resources, 'models') }, { queue: 'view' }),
      engines: () => new EngineSelection(pool).examine('auto', null)
    })
  } finally {
    await pool.close()
  }
}

function textOf(report: DoctorReport): string {
  const width = Math.max(...report.checks.map(({ name }) => name.length))
  const lines = report.checks.map(({ name, ok, detail, remedy }) => {
    const line = `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${detail}`
    return remedy ? `${line}\n  ${''.padEnd(width)}  → ${remedy}` : line
  })
  const readiness = canAnalyse(report)
    ? 'Ductal can analyse slides on this computer.'
    : isOnlyOpenslide(report)
      ? 'Ductal cannot analyse slides of scanners on this computer yet, only TIFF, DICOM and images.'
      : 'Ductal cannot analyse slides on this computer yet.'
  return `Ductal ${report.version} on ${report.platform}\n\n${lines.join('\n')}\n\n${readiness}\n`
}

/** Whether slides could be analysed if OpenSlide were there. */
const isOnlyOpenslide = (report: DoctorReport) =>
  canAnalyse({
    ...report,
    checks: report.checks.map(check => (check.name === 'openslide' ? { ...check, ok: true } : check))
  })
