import { type Ref, ref } from 'vue'
import { desktop } from '../../bridge/bridge.ts'
import { useHost } from '../../core/host.ts'
import { useSlides } from '../../core/slides.ts'

/** Path of a file to write. Proposes a name in the last used folder, or in the home folder. */
export function useSavePath(nameAfter: (stem: string) => string): {
  path: Ref<string>
  propose(): void
  /** Opens the native file dialog; there is none in a browser. */
  choose(): Promise<void>
} {
  const host = useHost()
  const slides = useSlides()
  const path = ref('')
  const proposed = () =>
    nameAfter((slides.selected?.name ?? 'slide').replace(/\.[^.]+$/, '').replace(/[^\w.-]+/g, '_'))

  function propose() {
    const folder = path.value === '' ? (host.info?.homeFolder ?? '') : path.value.replace(/[\\/][^\\/]*$/, '')
    const separator = folder.includes('\\') ? '\\' : '/'
    path.value = folder === '' ? proposed() : folder + separator + proposed()
  }

  async function choose() {
    path.value = (await desktop?.chooseExport(proposed())) ?? path.value
  }

  return { path, propose, choose }
}
