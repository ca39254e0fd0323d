/** Where a text stops being JSON. Browsers word their complaints differently; the place is found by their position or line. Pure. */
import type { EditorFault } from './json-editor.tsx'

export const jsonFault = (text: string): EditorFault | undefined => {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { message, ...placeOf(text, message) }
  }
}

const placeOf = (text: string, message: string): { readonly line: number; readonly column: number } => {
  const named = /line (\d+) column (\d+)/.exec(message)
  if (named !== null) return { line: Number(named[1]), column: Number(named[2]) }
  const position = /position (\d+)/.exec(message)
  const offset = position === null ? text.trimEnd().length : Number(position[1])
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
