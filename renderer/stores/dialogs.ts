import { defineStore } from 'pinia'
import { ref } from 'vue'
import { desktop } from '../bridge/bridge.ts'
import { useLibrary } from './library.ts'

export type DialogName =
  | 'open'
  | 'relink'
  | 'model'
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
  /** The model whose card is shown. */
  const modelName = ref('')

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
    current.value = 'model'
  }

  return { current, droppedName, missingId, modelName, openSlide, askForDropped, findMissing, showModel }
})
