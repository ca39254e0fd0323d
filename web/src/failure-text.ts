/** The daemon's English sentence about a failed attempt, in the language of the page; a sentence that is not known stays as it is. */
import i18next from 'i18next'

const SENTENCES = [
  { kind: 'status', pattern: /^answered with status (?<code>\d+)$/ },
  { kind: 'unreachable', pattern: /^could not be reached \((?<code>.+)\)$/ },
  { kind: 'silent', pattern: /^gave no answer \((?<code>.+)\)$/ },
  { kind: 'broken', pattern: /^broke off after (?<bytes>\d+) bytes \((?<code>.+)\)$/ },
] as const

export const failureText = (sentence: string): string => {
  for (const { kind, pattern } of SENTENCES) {
    const found = pattern.exec(sentence)?.groups
    if (found !== undefined) {
      return i18next.t(`failure.${kind}`, { code: found['code'] ?? '', bytes: found['bytes'] ?? '' })
    }
  }
  return sentence
}
