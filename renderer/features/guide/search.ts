import type { GuideDocument, Section } from './document.ts'

/** A section and the page that contains it. */
export interface Place {
  document: GuideDocument
  section: Section
}

export const placesOf = (documents: readonly GuideDocument[]): Place[] =>
  documents.flatMap(document => document.sections.map(section => ({ document, section })))

/**
 * Finds the section that `document/section` names, where `section` may also be a heading within a
 * section. Falls back to the first section of the page.
 */
export function findPlace(documents: readonly GuideDocument[], target: string): Place | undefined {
  const [name = '', anchor = ''] = target.split('/')
  const document = documents.find(known => known.name === name) ?? documents[0]
  const section =
    document?.sections.find(({ id }) => id === anchor) ??
    document?.sections.find(({ html }) => anchor !== '' && html.includes(`id="${anchor}"`)) ??
    document?.sections[0]
  return document && section && { document, section }
}

const holds = (text: string, typed: string) => {
  const whole = text.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(word => whole.includes(word))
}

/** Returns the sections that contain every typed word, in page order. */
export const searchPlaces = (places: readonly Place[], typed: string): Place[] =>
  places.filter(({ section }) => holds(`${section.title} ${section.text}`, typed))

/** Returns the first result whose title contains the typed text, else the first result. */
export const bestOf = (found: readonly Place[], typed: string): Place | undefined =>
  found.find(({ section }) => holds(section.title, typed)) ?? found[0]
