/** Bodies as people read them: JSON with line breaks, streams with the JSON of their events opened up. Pure. */

/** Texts larger than this are shown as they came: formatting them would hold the page up. */
const MOST_CHARACTERS = 12_000_000

export const prettyBody = (text: string): string => {
  const start = text.trimStart()[0]
  if (text.length > MOST_CHARACTERS) return text
  if (start === '{' || start === '[') return prettyJson(text)
  return /^(?:event|data|id|:)/m.test(text.slice(0, 1000)) ? prettyEvents(text) : text
}

const prettyJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** Each event with the JSON of its data opened up. */
const prettyEvents = (text: string): string =>
  text.replaceAll(/^data: ?([{[].*)$/gm, (_, data: string) => `data: ${prettyJson(data.trimEnd())}`)

const LONGEST_LINE = 1500

/** Lines for a list that draws only what is in sight; a line without end is cut into pieces. */
export const bodyLines = (text: string): readonly string[] => {
  const lines: string[] = []
  for (const line of text.split('\n')) {
    for (let at = 0; at === 0 || at < line.length; at += LONGEST_LINE) lines.push(line.slice(at, at + LONGEST_LINE))
  }
  return lines
}
