import type { DoctorReport } from '../../../contract/doctor.ts'
import { perform } from './check.ts'
import { dataFolder, disk } from './disk.ts'
import { electron } from './electron.ts'
import { engines } from './engines.ts'
import { library } from './library.ts'
import { memory, node, processor } from './machine.ts'
import { models } from './models.ts'
import { openslide } from './openslide.ts'
import type { Examination, Subject } from './subject.ts'

const examinations: [string, Examination][] = [
  ['openslide', openslide],
  ['engines', engines],
  ['models', models],
  ['library', library],
  ['data folder', dataFolder],
  ['disk', disk],
  ['electron', electron],
  ['node', node],
  ['processor', processor],
  ['memory', memory]
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
