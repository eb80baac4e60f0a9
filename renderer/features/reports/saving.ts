import { type ComputedRef, computed, type Ref, ref, watch } from 'vue'
import { DuctalError } from '../../../contract/errors.ts'
import type { Target, Written } from '../../../contract/files/target.ts'
import { dataUrl, desktop } from '../../bridge/bridge.ts'
import { useHost } from '../../core/host.ts'
import { useSlides } from '../../core/slides.ts'

/** What is saved: the proposed name, and the extension; null for a folder. */
export interface Proposal {
  nameAfter(stem: string): string
  extension(): string | null
}

export interface Save {
  /** A native dialog asks for the place, or the user enters a name, or the browser downloads. */
  way: ComputedRef<'dialog' | 'folder' | 'download'>
  /** The allowed folder, if the way is `folder`. */
  folder: ComputedRef<string | null>
  /** File name; unused with a native dialog. */
  name: Ref<string>
  /** A file of this name exists; saving again replaces it. */
  replaces: Ref<boolean>
  possible: ComputedRef<boolean>
  propose(): void
  /**
   * Writes to the place that the user chooses; undefined if the user cancels.
   * @throws DuctalError
   */
  save<W extends Written>(write: (to: Target) => Promise<W>): Promise<W | undefined>
}

/**
 * Saves a file as this entry point allows. The page never learns or names a path before the file is
 * written.
 */
export function useSaving({ nameAfter, extension }: Proposal): Save {
  const host = useHost()
  const slides = useSlides()
  const name = ref('')
  const replaces = ref(false)
  const folder = computed(() => host.info?.saving.folder ?? null)
  const way = computed(() => (desktop ? 'dialog' : folder.value === null ? 'download' : 'folder'))
  const possible = computed(() =>
    way.value === 'dialog'
      ? true
      : name.value.trim() !== '' && !(way.value === 'download' && extension() === null)
  )
  watch(name, () => {
    replaces.value = false
  })

  const proposed = () =>
    nameAfter((slides.selected?.name ?? 'slide').replace(/\.[^.]+$/, '').replace(/[^\w.-]+/g, '_'))

  function propose() {
    name.value = proposed()
    replaces.value = false
  }

  async function target(): Promise<Target | undefined> {
    if (desktop) {
      const handle = await desktop.chooseExport(proposed(), extension())
      return handle === null ? undefined : { handle }
    }
    if (way.value === 'download') return { download: true }
    return { name: name.value.trim(), overwrite: replaces.value }
  }

  async function save<W extends Written>(write: (to: Target) => Promise<W>): Promise<W | undefined> {
    const to = await target()
    if (!to) return undefined
    try {
      const written = await write(to)
      replaces.value = false
      if (written.download === null) return written
      download(written.download, name.value.trim())
      return { ...written, path: name.value.trim() }
    } catch (error) {
      replaces.value = error instanceof DuctalError && error.code === 'export/exists'
      throw error
    }
  }

  return { way, folder, name, replaces, possible, propose, save }
}

/** Progress and outcome of saving, for a dialog that stays open so that a user can try again. */
export interface Outcome {
  saving: Ref<boolean>
  /** A sentence about the written file; empty before, and if the user cancelled. */
  saved: Ref<string>
  /** Why saving failed. */
  failure: Ref<string>
  clear(): void
  /** Runs what writes, and returns the sentence about it. Errors that are bugs are thrown. */
  attempt(write: () => Promise<string>): Promise<void>
}

export function useOutcome(): Outcome {
  const saving = ref(false)
  const saved = ref('')
  const failure = ref('')

  function clear() {
    saved.value = failure.value = ''
  }

  async function attempt(write: () => Promise<string>) {
    saving.value = true
    clear()
    try {
      saved.value = await write()
    } catch (error) {
      if (!(error instanceof DuctalError)) throw error
      failure.value = error.message
    } finally {
      saving.value = false
    }
  }

  return { saving, saved, failure, clear, attempt }
}

function download(path: string, name: string): void {
  const link = document.createElement('a')
  link.href = dataUrl(path)
  link.download = name
  link.click()
}
