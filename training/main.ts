/** Terminal of the training commands; scripts/ductal.ts is its entry point. */
import type { Command } from '../terminal/command.ts'
import type { Exit } from '../terminal/exit.ts'
import { runTerminal } from '../terminal/program.ts'
import { renewSurroundings } from './calibration/renew-surroundings.ts'
import { renewTemperature } from './calibration/renew-temperature.ts'
import { deletionCommand } from './commands/evaluate/deletion.ts'
import { evaluateCommand } from './commands/evaluate/evaluate.ts'
import { expected } from './commands/failures.ts'
import { calibrationCommand } from './commands/models/calibrate.ts'
import { cardCommand } from './commands/models/card.ts'
import { convertCommand } from './commands/models/convert.ts'
import { slideCalibrationCommand } from './commands/models/slide-calibration.ts'
import { qualityCommand } from './commands/quality.ts'
import { resultsCommand } from './commands/results.ts'
import { searchCommand } from './commands/train/search.ts'
import { trainCommand } from './commands/train/train.ts'

export const commands: readonly Command[] = [
  trainCommand,
  searchCommand,
  evaluateCommand,
  resultsCommand,
  cardCommand,
  slideCalibrationCommand,
  calibrationCommand('surroundings', renewSurroundings),
  calibrationCommand('temperature', renewTemperature),
  qualityCommand,
  deletionCommand,
  convertCommand
]

/**
 * Runs a training command and returns the exit code. Never throws. Does not listen for Ctrl-C,
 * which ends a training at once; a resumed one continues from its checkpoint.
 */
export const runTraining = (args: string[]): Promise<Exit> =>
  runTerminal({ commands, expected }, args, new AbortController().signal)
