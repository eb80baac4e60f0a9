import { CircleQuestionMark, Info, Keyboard, Search, Stethoscope } from '@lucide/vue'
import type { Feature } from '../../core/features.ts'
import AboutDialog from './AboutDialog.vue'
import CommandPalette from './CommandPalette.vue'
import { systemCommands } from './commands.ts'
import DoctorDialog from './DoctorDialog.vue'
import KeysDialog from './KeysDialog.vue'
import LinkNotice from './LinkNotice.vue'
import LiveRegion from './LiveRegion.vue'
import ProblemList from './ProblemList.vue'
import ReadersNotice from './ReadersNotice.vue'
import ReadOnlyNotice from './ReadOnlyNotice.vue'
import { useReaders } from './readers.ts'

/** The program itself: its commands, keys, problems and health. */
export const systemFeature: Feature = {
  setup: () => void useReaders(),
  commands: systemCommands,
  bar: [
    { command: 'program.palette', icon: Search },
    { command: 'program.keys', icon: CircleQuestionMark }
  ],
  menu: [
    { command: 'program.keys', icon: Keyboard },
    { command: 'program.doctor', icon: Stethoscope },
    { command: 'program.about', icon: Info }
  ],
  parts: {
    banners: [LinkNotice, ReadOnlyNotice, ReadersNotice],
    over: [ProblemList],
    page: [LiveRegion],
    dialogs: [KeysDialog, CommandPalette, DoctorDialog, AboutDialog]
  }
}
