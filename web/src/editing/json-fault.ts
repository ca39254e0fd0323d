/** Where a text stops being JSON. Browsers word their complaints differently; the place is found by their position or line. Pure. */

/** 1-based. */
export interface JsonFault {
  readonly line: number
  readonly column: number
}

export const jsonFault = (text: string): JsonFault | undefined => {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return placeOf(text, error instanceof Error ? error.message : '')
  }
}

const placeOf = (text: string, message: string): JsonFault => {
  const named = /line (\d+) column (\d+)/.exec(message)
  if (named !== null) return { line: Number(named[1]), column: Number(named[2]) }
  const position = /position (\d+)/.exec(message)
  const offset = position === null ? text.trimEnd().length : Number(position[1])
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
