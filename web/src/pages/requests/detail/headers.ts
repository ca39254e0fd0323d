/** Flat header lists as rows, and the difference between what was received and what was sent. Pure. */
export interface Header {
  readonly name: string
  readonly value: string
}

export interface HeaderChange extends Header {
  readonly change: 'same' | 'added' | 'removed' | 'changed'
  /** With `changed`: what stood there before. */
  readonly before?: string
}

/** Name, value, name, value → rows in the order received. */
export const headerRows = (flat: readonly string[]): readonly Header[] => {
  const rows: Header[] = []
  for (let index = 0; index + 1 < flat.length; index += 2) {
    rows.push({ name: flat[index] ?? '', value: flat[index + 1] ?? '' })
  }
  return rows
}

const byName = (rows: readonly Header[]): ReadonlyMap<string, string> => {
  const joined = new Map<string, string>()
  for (const { name, value } of rows) {
    const key = name.toLowerCase()
    const before = joined.get(key)
    joined.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return joined
}

/** By name without regard to case, in alphabetical order; repeated headers are joined. */
export const headerDiff = (received: readonly string[], sent: readonly string[]): readonly HeaderChange[] => {
  const before = byName(headerRows(received))
  const after = byName(headerRows(sent))
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.map((name): HeaderChange => {
    const old = before.get(name)
    const value = after.get(name)
    if (old === undefined) return { name, value: value ?? '', change: 'added' }
    if (value === undefined) return { name, value: old, change: 'removed' }
    return old === value ? { name, value, change: 'same' } : { name, value, change: 'changed', before: old }
  })
}
