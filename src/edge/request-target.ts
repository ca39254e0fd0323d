/** Request targets that servers read in different ways: a rule would look at one path, and the upstream serve another. */

/** Characters of the longest target; RFC 9112 section 3 wants 8,000 at least. Each rule looks at it in every spelling. */
const LONGEST_TARGET = 8000

/**
 * Why a target cannot be taken for one path and one query: `#` begins a part that a client never sends (RFC 9112 section 3.2), control
 * characters and `%00` end the text for some and not for others.
 */
export const targetFault = (target: string): 'long' | 'fragment' | 'control' | 'nul' | undefined => {
  if (target.length > LONGEST_TARGET) return 'long'
  if (target.includes('#')) return 'fragment'
  if (hasControl(target)) return 'control'
  return target.includes('%00') ? 'nul' : undefined
}

const hasControl = (target: string): boolean => {
  for (let index = 0; index < target.length; index += 1) {
    const code = target.charCodeAt(index)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}
