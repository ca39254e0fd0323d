/** Puts values into the places of a text: `{name}`. */
import { printable } from '../output/print.ts'

export type Values = Readonly<Record<string, string | number | undefined>>

/** The text with every `{name}` replaced. A place without a value stays, so that a test sees it. */
export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name]
    return value === undefined ? place : printable(String(value))
  })
