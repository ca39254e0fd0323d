/** Editing a document as it is written: single fields, and elements of its lists. Pure. */

/** An amount as a person writes it; what it must be, the daemon says when it is saved. */
export type Written = number | string

/** A number where the text is one exactly, so that the document reads as if written by hand. */
export const written = (text: string): Written => (String(Number(text)) === text.trim() ? Number(text) : text.trim())

/** The same with one field set, or without it where nothing is said. */
export const withField = <Holder extends object>(holder: Holder, field: string, value: unknown): Holder => {
  const entries = Object.entries(holder).filter(([name]) => name !== field)
  return Object.fromEntries(value === undefined || value === '' ? entries : [...entries, [field, value]]) as Holder
}

/** The list with one element changed. */
export const withElement = <Item>(list: readonly Item[], index: number, item: Item): readonly Item[] =>
  list.map((one, place) => (place === index ? item : one))

export const withoutElement = <Item>(list: readonly Item[], index: number): readonly Item[] =>
  list.filter((_, place) => place !== index)
