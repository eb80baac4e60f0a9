import type { GuideDocument, Section } from './document.ts'

/** A section with its page. */
export interface Place {
  document: GuideDocument
  section: Section
}

export const placesOf = (documents: readonly GuideDocument[]): Place[] =>
  documents.flatMap(document => document.sections.map(section => ({ document, section })))

/** The place that `document/section` names; the section may be a heading within one. The first of the page where there is no such. */
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

/** The places in which every typed word stands, in the order of the pages. */
export const searchPlaces = (places: readonly Place[], typed: string): Place[] =>
  places.filter(({ section }) => holds(`${section.title} ${section.text}`, typed))

/** Of places that were found, one whose title holds what was typed; else the first. */
export const bestOf = (found: readonly Place[], typed: string): Place | undefined =>
  found.find(({ section }) => holds(section.title, typed)) ?? found[0]
