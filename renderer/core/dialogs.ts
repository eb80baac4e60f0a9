import { defineStore } from 'pinia'
import { ref } from 'vue'
import { desktop } from '../bridge/bridge.ts'
import { useLibrary } from './slides.ts'

export type DialogName =
  | 'open'
  | 'relink'
  | 'models'
  | 'export'
  | 'report'
  | 'import'
  | 'keys'
  | 'palette'
  | 'doctor'
  | 'about'
  | 'reviewer'
  | 'classes'
  | 'sign'
  | 'reopen'

/** The open dialog; only one can be open at a time. */
export const useDialogs = defineStore('dialogs', () => {
  const library = useLibrary()
  const current = ref<DialogName>()
  /** Name of a dropped file whose path a browser does not reveal. */
  const droppedName = ref('')
  /** The missing slide to look for; 0 for all missing slides. */
  const missingId = ref(0)
  /** The model shown on the models page; empty for the default model. */
  const modelName = ref('')
  /** The section shown in the guide, as `document/section`. */
  const guidePlace = ref('guide/')
  /** Separate from `current`: the guide opens over the calling dialog, which keeps its input. */
  const guideOpen = ref(false)

  /** Opens the native file dialog if there is one, else our own. */
  async function openSlide(): Promise<void> {
    droppedName.value = ''
    if (desktop) await library.open(await desktop.chooseSlides())
    else current.value = 'open'
  }

  function askForDropped(name: string): void {
    droppedName.value = name
    current.value = 'open'
  }

  function findMissing(slideId = 0): void {
    missingId.value = slideId
    current.value = 'relink'
  }

  function showModel(name: string): void {
    modelName.value = name
    current.value = 'models'
  }

  function showGuide(place = guidePlace.value): void {
    guidePlace.value = place
    guideOpen.value = true
  }

  return {
    current,
    droppedName,
    missingId,
    modelName,
    guidePlace,
    guideOpen,
    openSlide,
    askForDropped,
    findMissing,
    showModel,
    showGuide
  }
})
