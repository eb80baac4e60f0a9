import { join } from 'node:path'
import type { DoctorReport } from '../../../contract/doctor.ts'
import { bad, good, perform } from './check.ts'
import { dataFolder, disk } from './disk.ts'
import { electron } from './electron.ts'
import { engines } from './engines.ts'
import { backup, library } from './library.ts'
import { memory, node, processor } from './machine.ts'
import { openslide } from './openslide.ts'
import { workerRights } from './rights.ts'
import type { Examination, Subject } from './subject.ts'

export const models: Examination = async subject => {
  const installed = await subject.models()
  if (installed.length === 0)
    return [bad('models', `No model in ${join(subject.resources, 'models')}.`, 'Add a model folder there.')]
  return installed.map(({ name, folder, version, weightsSha256, failure }) =>
    failure
      ? bad(`model:${name}`, failure.message, `Copy the complete folder ${folder} again.`)
      : good(`model:${name}`, `${version}, weights sha256 ${weightsSha256.slice(0, 12)}…`)
  )
}

/**
 * Readiness: whether slides can be analysed here, with a reader, a library, and at least one engine
 * and one model.
 */
export function canAnalyse({ checks }: DoctorReport): boolean {
  const works = (name: RegExp) => checks.some(check => check.ok && name.test(check.name))
  return works(/^openslide$/) && works(/^library$/) && works(/^engine:/) && works(/^model:/)
}

const examinations: [string, Examination][] = [
  ['openslide', openslide],
  ['engines', engines],
  ['models', models],
  ['backup', backup],
  ['library', library],
  ['data folder', dataFolder],
  ['disk', disk],
  ['electron', electron],
  ['node', node],
  ['processor', processor],
  ['memory', memory],
  ['worker rights', workerRights]
]

/** Checks everything the program needs. Never throws: failures are part of the report. */
export async function examine(subject: Subject): Promise<DoctorReport> {
  const checks = await Promise.all(
    examinations.map(([name, examination]) => perform(name, examination, subject))
  )
  return {
    version: subject.version,
    platform: `${process.platform} ${process.arch}`,
    checks: checks.flat()
  }
}
