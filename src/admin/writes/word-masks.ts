/**
 * The words of masks as they are shown: by the form that people know from credentials, and a number that tells one from another, for many words
 * are short. The number means something to this process only, so that nobody can try words against it.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { type MaskSettings, maskRuleSchema, maskSchema } from '../../contract/mask.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { maskSecret, REDACTED } from '../../contract/secret.ts'
import { DocumentError } from '../../store/config/document.ts'

const KEY = randomBytes(32)
const DIGITS = 8

export const maskWord = (word: string): string =>
  `${maskSecret(word)}·${createHmac('sha256', KEY).update(word).digest('hex').slice(0, DIGITS)}`

export const isWordMask = (text: string): boolean => /^(?:••••|[^…]{4}…[^…]{4})·[0-9a-f]{8}$/u.test(text)

/** What the document itself says. */
const OF_THE_DOCUMENT: ReadonlySet<string> = new Set([
  ...Object.keys(maskSchema.shape),
  ...Object.keys(maskRuleSchema.shape),
  ...['true', 'false', 'text', 'regex', 'refuse', 'pass'],
])

/** A text that is no JSON: nobody can say what in it is a word, so only what the document itself says is left. */
export const withoutAnyWord = (text: string): string =>
  text.replace(/[^\s{}[\],:"]+/g, (run) => (OF_THE_DOCUMENT.has(run) ? run : REDACTED))

/** The settings as they may be shown. Expressions are no words: they say what words are like. */
export const withMaskedWords = (settings: MaskSettings): MaskSettings => changed(settings, maskWord)

/** The settings as they are to be stored: masks stand for stored words. Throws `DocumentError` for one that stands for none. */
export const withStoredWords = (settings: MaskSettings, stored: MaskSettings): MaskSettings => {
  const known = new Map(wordsOf(stored).map((word) => [maskWord(word), word]))
  return changed(settings, (word, field) => {
    if (!isWordMask(word)) return word
    const found = known.get(word)
    if (found !== undefined) return found
    const reason = { code: 'mask-without-secret', params: { field } } as const
    throw new DocumentError(inEnglish(reason), { field, reason })
  })
}

type Change = (word: string, field: string) => string

const changed = (settings: MaskSettings, change: Change): MaskSettings => ({
  ...settings,
  values: settings.values.map((word, index) => change(word, `values.${index}`)),
  custom: settings.custom.map((rule, index) =>
    rule.match === 'text' ? { ...rule, source: change(rule.source, `custom.${index}.source`) } : rule,
  ),
})

const wordsOf = ({ values, custom }: MaskSettings): readonly string[] => [
  ...values,
  ...custom.filter(({ match }) => match === 'text').map(({ source }) => source),
]
