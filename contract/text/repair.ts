/**
 * Text of users and of files, made whole where it enters. SQLite, JSON, PDF and other programs each
 * treat broken text in their own way, so that stored text would differ from logged text.
 * This file does without zod, so that the page and the terminal can import it.
 */

/** Half of a character outside the basic plane, such as half an emoji. */
const half = /\p{Cs}/gu

/**
 * Controls except tab and line feed; marks, embeddings, overrides and isolates of the writing
 * direction, which make text read differently from what it says; byte order marks.
 */
const unseen = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Replaces halves of characters by U+FFFD. SQLite stores them so. */
export const wellFormed = (text: string): string => text.replace(half, '\ufffd')

/**
 * Makes a text whole: replaces halves of characters, removes controls of the terminal and of the
 * writing direction, and composes accents (NFC). A whole text stays as it is.
 */
export const repairText = (text: string): string =>
  wellFormed(text).replace(/\r\n?/g, '\n').replace(unseen, '').normalize('NFC')

/** Whether a text can be a path: system calls take no NUL and no half of a character. */
export const canBePath = (text: string): boolean => !/[\0\p{Cs}]/u.test(text)

/** Returns the first characters of a text, without cutting a character in half. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : wellFormed(text.slice(0, most)).replace(/\ufffd$/, '')
