import type { Feature } from '../core/features.ts'
import { viewCommands } from './commands.ts'

/** The view of the slides. */
export const viewFeature: Feature = { commands: viewCommands }
