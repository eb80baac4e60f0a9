import { defineStore } from 'pinia'
import { ref } from 'vue'
import { desktop } from '../../bridge/bridge.ts'
import { useDialogs } from '../../core/dialogs.ts'
import { useSlides } from '../../core/slides.ts'

/** Asks for files to open, and for the place of missing ones. */
export const useFiles = defineStore('files', () => {
  const slides = useSlides()
  const dialogs = useDialogs()
  /** Name of a dropped file whose path a browser does not reveal. */
  const droppedName = ref('')
  /** The missing slide to look for; 0 for all missing slides. */
  const missingId = ref(0)

  /** Opens the native file dialog if there is one, else our own. */
  async function choose(): Promise<void> {
    droppedName.value = ''
    if (desktop) await slides.open(await desktop.chooseSlides())
    else dialogs.open('open')
  }

  function askForDropped(name: string): void {
    droppedName.value = name
    dialogs.open('open')
  }

  function findMissing(slideId = 0): void {
    missingId.value = slideId
    dialogs.open('relink')
  }

  return { droppedName, missingId, choose, askForDropped, findMissing }
})
