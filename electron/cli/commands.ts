import type { Command } from '../../terminal/command.ts'
import { analyze } from './commands/analyze.ts'
import { benchCommand } from './commands/bench.ts'
import { doctor } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { golden } from './commands/golden.ts'
import { importCommand } from './commands/import.ts'
import { models } from './commands/models.ts'
import { relink } from './commands/relink.ts'
import { report } from './commands/report.ts'
import { restore } from './commands/restore.ts'
import { resume } from './commands/resume.ts'
import { runs } from './commands/runs.ts'
import { slides } from './commands/slides.ts'
import { verify } from './commands/verify.ts'

/** Every command except help, in the order that help shows. */
export const commands: readonly Command[] = [
  analyze,
  resume,
  slides,
  runs,
  models,
  exportCommand,
  report,
  importCommand,
  relink,
  verify,
  restore,
  doctor,
  golden,
  benchCommand
]

export const commandNamed = (name: string | undefined): Command | undefined =>
  commands.find(command => command.name === name)
