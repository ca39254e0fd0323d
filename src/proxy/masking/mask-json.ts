/** Replaces the secrets in the strings of a JSON text. Everything outside of them stays byte for byte. */
import type { Edit } from '../../codec/bytes/body.ts'
import type { Work } from '../../codec/work/work.ts'
import type { ByteRange, SetApart } from '../../protocol/common/protocol.ts'
import type { RequestTexts } from '../../protocol/common/text-forms.ts'
import { createDetectors, type Detector, type Detectors, type Sighting } from './detectors.ts'
import { jsonPathOf, nameOf } from './json-walk.ts'
import { LookBudget } from './look-budget.ts'
import { type LookTask, lookThrough, type Placed } from './look-json.ts'
import type { Mint } from './placeholder.ts'
import { isSearchedFor, literalOf, type Masked } from './vault.ts'
import { withoutOverlaps } from './without-overlaps.ts'

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

/** Secrets after which there is a pause. */
const SECRETS_A_PAUSE = 256

/** Throws `Problem` (403) for a text that is too much to look at; `RangeError` for a secret that is no UTF-8. */
export function* maskJson(bytes: Buffer, task: MaskTask): Work<MaskedJson> {
  const { texts, allow, mint } = task
  const looking: LookTask = { texts, allow, budget: new LookBudget(bytes.length) }
  const all = task.literals.length === 0 ? [task.detectors] : [task.detectors, literalScan(task.literals)]
  const first = yield* lookThrough(bytes, all, looking)
  if (!first.whole) return { edits: [], marks: [], inSigned: undefined, whole: false }
  if (first.list.length === 0) return { edits: [], marks: [], inSigned: undefined, whole: true }
  const again = yield* searchedFor(bytes, first.list, { looking, mint })
  const found = withoutOverlaps([...first.list, ...again])
  const apart = yield* task.apart(bytes)
  const [signedRanges, opaqueRanges] = [outermost(apart.signed), outermost(apart.opaque)]
  const outside = found.filter((one) => !isIn(signedRanges, one) && !isIn(opaqueRanges, one))
  const signed = found.find((one) => isIn(signedRanges, one) && countsInSigned(bytes, one))
  const marks: Mark[] = []
  for (const one of outside) {
    marks.push(markOf(bytes, one, mint))
    if (marks.length % SECRETS_A_PAUSE === 0) yield
  }
  const edits = marks.map(({ offset, removed, placeholder }) => ({
    offset,
    removed,
    inserted: Buffer.from(placeholder.text, 'latin1'),
  }))
  return { edits, marks, inSigned: signed?.kind, whole: true }
}

/** A list of literals is the same from request to request, until something new is remembered. */
const literalScan = (literals: readonly Detector[]): Detectors => {
  const known = SCANS.get(literals) ?? createDetectors(literals)
  SCANS.set(literals, known)
  return known
}

const SCANS = new WeakMap<readonly Detector[], Detectors>()

/** What was told by its surroundings, wherever else it stands. */
function* searchedFor(
  bytes: Buffer,
  list: readonly Placed[],
  { looking, mint }: { readonly looking: LookTask; readonly mint: Mint },
): Work<readonly Placed[]> {
  const secrets = new Map<string, Detector>()
  for (const [index, one] of list.entries()) {
    if (index % SECRETS_A_PAUSE === SECRETS_A_PAUSE - 1) yield
    if (!one.byContext || secrets.has(one.secret.toString('utf8'))) continue
    const masked = maskedOf(one, mint)
    const literal = isSearchedFor(masked) ? literalOf(masked) : undefined
    if (literal !== undefined) secrets.set(masked.secret, literal)
  }
  if (secrets.size === 0) return []
  return (yield* lookThrough(bytes, [createDetectors([...secrets.values()])], looking)).list
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
const CIPHERS: ReadonlySet<string | undefined> = new Set([
  'signature',
  'data',
  'encrypted_content',
  'encrypted_index',
  'thoughtSignature',
  'thought_signature',
])

/** In what an upstream has signed, text is only searched for what has a form of its own, and for what was found elsewhere. */
const countsInSigned = (bytes: Buffer, { rank, place }: Placed): boolean =>
  (rank === 'clp' || rank === 'own' || rank === 'form' || rank === 'context') && !CIPHERS.has(nameOf(bytes, place))
