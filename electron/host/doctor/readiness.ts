import type { DoctorReport } from '../../../contract/doctor.ts'

/**
 * Readiness: whether slides can be analysed here, with a reader, a library, and at least one engine
 * and one model.
 */
export function canAnalyse({ checks }: DoctorReport): boolean {
  const works = (name: RegExp) => checks.some(check => check.ok && name.test(check.name))
  return works(/^openslide$/) && works(/^library$/) && works(/^engine:/) && works(/^model:/)
}
