/**
 * Secrets in documents are write-only: a text goes out with each of them masked, and one that comes back with masks left in it keeps
 * what is stored. Works on texts that are not JSON (yet) as well, because those are the ones people open to mend them.
 */
import { visit } from 'jsonc-parser'
import { isCredentialParameter, redactText } from '../../codec/http/redact.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { maskSecret, REDACTED } from '../../contract/secret.ts'
import { type Document, DocumentError } from '../../store/config/document.ts'
import { originOf } from '../../store/documents/upstream-entry.ts'
import { isWordMask, maskWord, withoutAnyWord } from './word-masks.ts'

/** What of a document decides about masks. */
export type Maskable = Pick<Document<unknown>, 'secret' | 'isWord'>

/** The text as it may be shown. */
export const maskText = (document: Maskable, text: string): string => {
  if (!document.secret) return text
  const masked = replaceAll(
    text,
    secretsIn(document, text).map((found) => ({ ...found, by: JSON.stringify(maskOf(found)) })),
  )
  // In a broken text a secret may stand where no reader of JSON finds it.
  if (isJson(text)) return masked
  return document.isWord === undefined ? redactText(masked) : withoutAnyWord(text)
}

/**
 * The text to be stored: every mask in it replaced by the secret it stands for in `stored`, which is looked for at the same place
 * first, then by the mask; of entries with the same name the nth has the place of the nth. A secret stays with the origin its entry has: under another address its mask stands for nothing. Throws
 * `DocumentError` for a mask that stands for nothing or for several secrets.
 */
export const unmaskText = (document: Maskable, text: string, stored: string): string => {
  if (!document.secret) return text
  const known = storedSecrets(secretsIn(document, stored))
  const now = secretsIn(document, text)
  const places = groupedBy(now, ({ path }) => path)
  const edits = now
    .filter(({ value, isWord }) => (isWord ? isWordMask(value) || value === REDACTED : isMask(value)))
    .map((masked) => ({ ...masked, by: JSON.stringify(secretFor(masked, known, places.get(masked.path) ?? [])) }))
  return replaceAll(text, edits)
}

/** Whether a value is the mask of a secret, of one stored or of another. */
export const isMask = (value: string): boolean =>
  value === REDACTED || value === maskSecret('') || /^[^…]{4}…[^…]{4}$/u.test(value)

const maskOf = ({ value, isWord }: Pick<FoundSecret, 'value' | 'isWord'>): string =>
  isWord ? maskWord(value) : maskSecret(value)

interface Place {
  readonly offset: number
  readonly length: number
}

interface FoundSecret extends Place {
  readonly value: string
  /** Whether it is a word of masks; else it is a credential. */
  readonly isWord: boolean
  /** Names and positions on the way to it. */
  readonly path: string
  /** Origin of the address beside it; undefined where there is none, as in `auth.json`. */
  readonly origin: string | undefined
  readonly line: number
  readonly column: number
}

/** Secrets as they are looked for: at a place, where there are several if names are repeated, and behind a mask. */
interface StoredSecrets {
  readonly at: (path: string) => readonly FoundSecret[]
  readonly behind: (mask: string) => readonly FoundSecret[]
}

/** Found at once however many there are: a file may hold ten thousand tokens. */
const storedSecrets = (all: readonly FoundSecret[]): StoredSecrets => {
  const byPath = groupedBy(all, ({ path }) => path)
  const byMask = groupedBy(all, maskOf)
  return {
    at: (path) => byPath.get(path) ?? [],
    behind: (mask) => (mask === REDACTED ? all : (byMask.get(mask) ?? [])),
  }
}

const groupedBy = (all: readonly FoundSecret[], keyOf: (one: FoundSecret) => string) => {
  const groups = new Map<string, FoundSecret[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group === undefined) groups.set(keyOf(one), [one])
    else group.push(one)
  }
  return groups
}

/** What stood at the place of a mask; undefined where entries with its name have come or gone, so that nobody can say. */
const inPlace = (masked: FoundSecret, known: StoredSecrets, now: readonly FoundSecret[]) => {
  const before = known.at(masked.path)
  return before.length === now.length ? before[now.indexOf(masked)] : undefined
}

/** `now`: all that stands at the place of the mask. */
const secretFor = (masked: FoundSecret, known: StoredSecrets, now: readonly FoundSecret[]): string => {
  const alike = known.behind(masked.value)
  // Of words that come and go the place says nothing, but each has a mask of its own.
  if (masked.isWord && alike[0] !== undefined && masked.value !== REDACTED) return alike[0].value
  const isHere = ({ origin }: FoundSecret): boolean => origin === masked.origin && origin !== SEVERAL
  const isAlike = (one: FoundSecret): boolean => masked.value === REDACTED || maskOf(one) === masked.value
  const same = masked.isWord ? undefined : inPlace(masked, known, now)
  if (same !== undefined && isHere(same) && isAlike(same)) return same.value
  const fits = alike.filter(isHere)
  const [only, ...others] = masked.value === REDACTED ? [] : new Set(fits.map(({ value }) => value))
  if (only !== undefined && others.length === 0) return only
  const { path: field, line, column } = masked
  const moved = fits.length === 0 && alike.length > 0
  throw moved
    ? movedSecret(masked)
    : new DocumentError(
        `Cannot save because the mask at "${field}" stands for no stored secret; write the secret itself (line ${line}, column ${column})`,
        { field, line, column, reason: { code: 'mask-without-secret', params: { field } } },
      )
}

const movedSecret = ({ path: field, line, column }: FoundSecret): DocumentError => {
  const reason = { code: 'mask-moved', params: { field } } as const
  return new DocumentError(`${inEnglish(reason)} (line ${line}, column ${column})`, { field, line, column, reason })
}

/** Non-empty texts under keys that carry credentials, and words of masks. */
const secretsIn = ({ isWord }: Maskable, text: string): readonly FoundSecret[] => {
  const found: (Omit<FoundSecret, 'origin'> & { readonly entry: Entry })[] = []
  const open: Entry[] = []
  let name = ''
  visit(text, {
    onObjectBegin: () => {
      open.push({ origin: undefined, leads: undefined, parent: open.at(-1) })
    },
    onObjectEnd: () => {
      open.pop()
    },
    onObjectProperty: (property) => {
      name = property
    },
    onLiteralValue: (value, offset, length, line, column, pathSupplier) => {
      const path = pathSupplier()
      const entry = open.at(-1)
      if (entry === undefined) return
      const place = { offset, length, path: path.join('.'), entry, line: line + 1, column: column + 1 }
      if (isWord?.(path) === true && typeof value === 'string') found.push({ ...place, value, isWord: true })
      if (path.at(-1) !== name) return
      learn(entry, name, value)
      if (typeof value !== 'string' || value === '' || !isSecretKey(name)) return
      found.push({ ...place, value, isWord: false })
    },
  })
  return found.flatMap(({ entry, ...secret }) =>
    secret.isWord && entry.match === 'regex' ? [] : [{ ...secret, origin: goesTo(entry) }],
  )
}

/** An object under way. Its address may stand behind its secrets. */
interface Entry {
  origin: string | undefined
  /** Another origin to which an object inside of it leads: its balance may be asked for elsewhere. */
  leads: string | undefined
  readonly parent: Entry | undefined
  /** How a rule is matched: an expression is no word. */
  match?: unknown
}

/** What a member says of the secrets beside it. */
const learn = (entry: Entry, name: string, value: unknown): void => {
  if (name === 'match') entry.match = value
  if (name === 'base_url') entry.origin = entry.origin === undefined ? (originOf(value) ?? 'none') : SEVERAL
  if (name === 'url' && entry.parent !== undefined) entry.parent.leads = originOf(value)
}

/** Where the secrets of an object go: to the origin of the entry that holds it, and wherever something in that entry leads. */
const goesTo = (entry: Entry): string | undefined => {
  const around = [entry, entry.parent, entry.parent?.parent].find((one) => one?.origin !== undefined) ?? entry
  if (around.leads === undefined || around.leads === around.origin || around.origin === SEVERAL) return around.origin
  return `${around.origin} ${around.leads}`
}

/** Stands for the origin of an entry that has more than one address: nobody can say where its secrets belong. */
const SEVERAL = 'several'

const isSecretKey = (name: string): boolean => name === 'token_hash' || isCredentialParameter(name)

interface Replacement extends Place {
  readonly by: string
}

/** One pass over the text, whatever the number of edits. */
const replaceAll = (text: string, edits: readonly Replacement[]): string => {
  const parts: string[] = []
  let from = 0
  for (const { offset, length, by } of [...edits].sort((left, right) => left.offset - right.offset)) {
    parts.push(text.slice(from, offset), by)
    from = offset + length
  }
  return [...parts, text.slice(from)].join('')
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
