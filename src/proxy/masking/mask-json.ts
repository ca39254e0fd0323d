/** Replaces the secrets in the strings of a JSON text. Everything outside of them stays byte for byte. */
import type { Edit } from '../../codec/bytes/body.ts'
import { decodedText } from '../../codec/json/decoded-text.ts'
import { finish, type Work } from '../../codec/work/work.ts'
import type { ByteRange, SetApart } from '../../protocol/common/protocol.ts'
import type { RequestText, RequestTexts } from '../../protocol/common/text-forms.ts'
import { createDetectors, type Detector, type Detectors, type Sighting, withoutOverlaps } from './detectors.ts'
import { jsonPathOf, pathOf, type StringPlace, walkJson } from './json-walk.ts'
import type { Mint } from './placeholder.ts'
import { isSearchedFor, literalOf, type Masked } from './vault.ts'

export interface MaskTask {
  readonly detectors: Detectors
  /** What finds remembered secrets. */
  readonly literals: readonly Detector[]
  readonly texts: RequestTexts
  /** Finds what is signed and what is no text. */
  readonly apart: (bytes: Buffer) => Work<SetApart>
  readonly mint: Mint
  /** Texts that are never secrets. */
  readonly allow: ReadonlySet<string>
}

/** A secret that was replaced. */
export interface Mark extends Masked {
  /** Where it stood: `messages[0].content[1].text`. */
  readonly path: string
  /** Byte offset before any edit. */
  readonly offset: number
  /** Bytes that were taken out. */
  readonly removed: number
}

export interface MaskedJson {
  /** Ascending, apart. */
  readonly edits: readonly Edit[]
  readonly marks: readonly Mark[]
  /** The kind of a secret in signed content, which is left as it is. */
  readonly inSigned: string | undefined
  /** Whether the text is JSON, as far as its structure goes. */
  readonly whole: boolean
}

/** A sighting in a string whose text may be changed. */
interface Placed extends Sighting {
  readonly place: StringPlace
  readonly text: RequestText
}

export function* maskJson(bytes: Buffer, task: MaskTask): Work<MaskedJson> {
  const seen = [...(yield* task.detectors.inJson(bytes)), ...(yield* literalsIn(bytes, task.literals))]
  const first = yield* placed(bytes, seen, task)
  if (!first.whole) return { edits: [], marks: [], inSigned: undefined, whole: false }
  const again = yield* searchedFor(bytes, first.list, task)
  const all = withoutOverlaps([...first.list, ...again]) as readonly Placed[]
  if (all.length === 0) return { edits: [], marks: [], inSigned: undefined, whole: true }
  const apart = yield* task.apart(bytes)
  const [signedRanges, opaqueRanges] = [outermost(apart.signed), outermost(apart.opaque)]
  const outside = all.filter((one) => !isIn(signedRanges, one) && !isIn(opaqueRanges, one))
  const signed = all.find((one) => isIn(signedRanges, one) && countsInSigned(bytes, one))
  const marks = outside.map((one) => markOf(bytes, one, task.mint))
  const edits = marks.map(({ offset, removed, placeholder }) => ({
    offset,
    removed,
    inserted: Buffer.from(placeholder.text, 'latin1'),
  }))
  return { edits, marks, inSigned: signed?.kind, whole: true }
}

function* literalsIn(bytes: Buffer, literals: readonly Detector[]): Work<readonly Sighting[]> {
  return literals.length === 0 ? [] : yield* literalScan(literals).inJson(bytes)
}

/** A list of literals is the same from request to request, until something new is remembered. */
const literalScan = (literals: readonly Detector[]): Detectors => {
  const known = SCANS.get(literals) ?? createDetectors(literals)
  SCANS.set(literals, known)
  return known
}

const SCANS = new WeakMap<readonly Detector[], Detectors>()

function* placed(
  bytes: Buffer,
  seen: readonly Sighting[],
  { texts, allow }: MaskTask,
): Work<{ readonly list: readonly Placed[]; readonly whole: boolean }> {
  const ordered = seen.toSorted((a, b) => a.start - b.start)
  const { places, whole } = yield* walkJson(
    bytes,
    ordered.map(({ start }) => start),
  )
  const list = ordered.flatMap((one, index): readonly Placed[] => {
    const place = places[index]
    if (place === undefined || one.end > place.to) return []
    const text = texts(pathOf(bytes, place), place.isName)
    if (text === 'own') return []
    const secret = text === 'json' ? finish(decodedText(one.secret, 0, one.secret.length)) : one.secret
    return allow.has(secret.toString('utf8')) ? [] : [{ ...one, secret, place, text }]
  })
  return { list, whole }
}

/** What was told by its surroundings, wherever else it stands. */
function* searchedFor(bytes: Buffer, list: readonly Placed[], task: MaskTask): Work<readonly Placed[]> {
  const secrets = new Map<string, Detector>()
  for (const one of list) {
    if (!one.byContext) continue
    const masked = maskedOf(one, task.mint)
    const literal = isSearchedFor(masked) && !secrets.has(masked.secret) ? literalOf(masked) : undefined
    if (literal !== undefined) secrets.set(masked.secret, literal)
  }
  if (secrets.size === 0) return []
  const seen = yield* createDetectors([...secrets.values()]).inJson(bytes)
  return (yield* placed(bytes, seen, task)).list
}

/** A text that is no UTF-8 cannot be put back as it was: whoever holds it refuses. */
const maskedOf = ({ secret, form, kind, byContext }: Sighting, mint: Mint): Masked => {
  const text = secret.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(secret)) throw new RangeError('A secret is no UTF-8')
  return { placeholder: mint(form, secret), secret: text, kind, byContext }
}

const markOf = (bytes: Buffer, one: Placed, mint: Mint): Mark => ({
  ...maskedOf(one, mint),
  path: jsonPathOf(bytes, one.place),
  offset: one.start,
  removed: one.end - one.start,
})

/** Without those that lie in others. They are nested or apart, and come ascending by their end. */
const outermost = (ranges: readonly ByteRange[]): readonly ByteRange[] => {
  const kept: ByteRange[] = []
  let from = Number.POSITIVE_INFINITY
  for (const range of ranges.toReversed()) {
    if (range.end > from) continue
    kept.push(range)
    from = range.start
  }
  return kept.reverse()
}

/** Whether a range touches one of others, which ascend and are apart. */
const isIn = (ranges: readonly ByteRange[], { start, end }: ByteRange): boolean => {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) <= start) low = middle + 1
    else high = middle
  }
  return (ranges[low]?.start ?? Number.POSITIVE_INFINITY) < end
}

/** Members of signed objects that are no text. */
const CIPHERS = new Set([
  'signature',
  'data',
  'encrypted_content',
  'encrypted_index',
  'thoughtSignature',
  'thought_signature',
])

/** In what an upstream has signed, text is only searched for what has a form of its own, and for what was found elsewhere. */
const countsInSigned = (bytes: Buffer, { rank, place }: Placed): boolean =>
  (rank === 'clp' || rank === 'own' || rank === 'form' || rank === 'context') &&
  !CIPHERS.has(String(pathOf(bytes, place).at(-1)))
