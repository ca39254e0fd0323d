/** Patterns of model names, in which `*` stands for any text. */

/** Whether the whole name fits the pattern. */
export const namePattern = (pattern: string): ((name: string) => boolean) => {
  const parts = pattern.split('*')
  return parts.length === 1 ? (name) => name === pattern : (name) => standsInOrder(parts, name)
}

/** Whether the parts stand in the name in their order, the first one at its beginning and the last one at its end. */
export const standsInOrder = (parts: readonly string[], name: string): boolean => {
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
