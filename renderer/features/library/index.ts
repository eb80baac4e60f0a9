import { desktop } from '../../bridge/bridge.ts'
import type { Feature } from '../../core/features.ts'
import { useSlides } from '../../core/slides.ts'
import { texts } from '../../texts.ts'
import { libraryCommands } from './commands.ts'
import LibraryPanel from './components/LibraryPanel.vue'
import MissingSlide from './components/MissingSlide.vue'
import OpenDialog from './components/OpenDialog.vue'
import OverruleDialog from './components/OverruleDialog.vue'
import RelinkDialog from './components/RelinkDialog.vue'
import SlideTab from './components/SlideTab.vue'
import { useFiles } from './files.ts'

export { default as FileBrowser } from './components/FileBrowser.vue'
export { default as ResolutionForm } from './components/ResolutionForm.vue'
export { SlideTab }

/** The slides that the program knows, and their files. */
export const libraryFeature: Feature = {
  setup() {
    const slides = useSlides()
    desktop?.onOpen(paths => void slides.open(paths))
  },
  commands: libraryCommands,
  tabs: [{ id: 'slide', title: texts.slide.tab, order: 6, component: SlideTab }],
  parts: {
    left: [LibraryPanel],
    slideNotice: [MissingSlide],
    dialogs: [OpenDialog, OverruleDialog, RelinkDialog]
  },
  dropped(files) {
    const paths = files.map(({ path }) => path).filter(path => path !== undefined)
    if (paths.length > 0) void useSlides().open(paths)
    else if (files[0]) useFiles().askForDropped(files[0].name)
    return true
  }
}
