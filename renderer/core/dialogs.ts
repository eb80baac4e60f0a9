import { defineStore } from 'pinia'
import { ref } from 'vue'
import { desktop } from '../bridge/bridge.ts'
import { useLibrary } from '../features/library/library.ts'

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

/** Which dialog is open; one at a time. */
export const useDialogs = defineStore('dialogs', () => {
  const library = useLibrary()
  const current = ref<DialogName>()
  /** Name of a dropped file whose path a browser does not tell. */
  const droppedName = ref('')
  /** The missing slide that is looked for; 0 for all of them. */
  const missingId = ref(0)
  /** The model that the models' page shows; empty for the default. */
  const modelName = ref('')
  /** What the guide shows, as `document/section`. */
  const guidePlace = ref('guide/')
  /** By itself: the guide lies over the dialog that asked for it, which keeps what is typed in it. */
  const guideOpen = ref(false)

  /** The platform's own dialog where there is one, else ours. */
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
