import type { InjectionKey } from 'vue'

/** Opens the guide at a section, given as `document/section`. */
export const helpKey: InjectionKey<(section: string) => void> = Symbol('help')
