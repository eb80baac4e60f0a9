import { defineStore } from 'pinia'
import { ref } from 'vue'
import { desktop } from '../bridge/bridge.ts'
import { useLibrary } from './library.ts'

export type DialogName =
  | 'open'
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

  function showModel(name: string): void {
    modelName.value = name
    current.value = 'model'
  }

  return { current, droppedName, modelName, openSlide, askForDropped, showModel }
})
