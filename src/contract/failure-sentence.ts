/** Reads the daemon's English sentence about a failed attempt, so that every reader can say it in a person's language. */

const SENTENCES = [
  { kind: 'status', pattern: /^answered with status (?<code>\d+)$/ },
  { kind: 'unreachable', pattern: /^could not be reached \((?<code>.+)\)$/ },
  { kind: 'silent', pattern: /^gave no answer \((?<code>.+)\)$/ },
  { kind: 'broken', pattern: /^broke off after (?<bytes>\d+) bytes \((?<code>.+)\)$/ },
] as const

export interface FailureParts {
  readonly kind: (typeof SENTENCES)[number]['kind']
  /** The status, or the system's word for what went wrong. */
  readonly code: string
  /** Bytes that had come, for `broken`. */
  readonly bytes: string
}

/** Undefined for a sentence that is not known. */
export const readFailure = (sentence: string): FailureParts | undefined => {
  for (const { kind, pattern } of SENTENCES) {
    const found = pattern.exec(sentence)?.groups
    if (found !== undefined) return { kind, code: found['code'] ?? '', bytes: found['bytes'] ?? '' }
  }
  return undefined
}
