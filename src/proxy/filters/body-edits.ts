/** A request body on its way through body rules: its bytes, what in them is set apart, and the edits made so far. */
import type { Body } from '../../codec/bytes/body.ts'
import type { Work } from '../../codec/work/work.ts'
import type { ByteRange, SetApart } from '../../protocol/common/protocol.ts'

/** One place a rule acts on. */
export interface Hit {
  /** Byte offsets, end exclusive. */
  readonly start: number
  readonly end: number
  readonly inserted: Uint8Array
  /** Set for a hit of a text rule that touches more than the content of one JSON string. */
  readonly structural?: boolean
}

const JSON_BEGINS: ReadonlySet<number> = new Set(Buffer.from('{["'))

const firstByte = (bytes: Buffer): number | undefined => {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  return bytes[bytes.findIndex((byte, index) => index >= start && byte > 0x20)]
}

/** Finds what is set apart in a body. */
export type FindApart = (bytes: Buffer) => Work<SetApart>

/** The bytes as they stand after the rules so far. What is costly is found when somebody asks. */
export class EditedBody {
  readonly body: Body
  readonly #find: FindApart
  #apart: SetApart | undefined
  #isJson: boolean | undefined

  /** `find` is called when somebody asks what is set apart. */
  constructor(body: Body, find: FindApart, apart?: SetApart) {
    this.body = body
    this.#find = find
    this.#apart = apart
  }

  /** Joined when first asked for. */
  get bytes(): Buffer {
    return this.body.joined()
  }

  /** Whether it is JSON that holds text, judged by its first character behind a byte order mark and white space. */
  get looksLikeJson(): boolean {
    this.#isJson ??= JSON_BEGINS.has(firstByte(this.bytes) ?? 0)
    return this.#isJson
  }

  /**
   * What is set apart, ascending and apart from each other: found in the body as it came in and moved to its present place. No edit can make
   * or unmake it.
   */
  *apart(): Work<SetApart> {
    if (this.#apart === undefined) {
      const { signed, opaque } = yield* this.#find(this.bytes)
      this.#apart = { signed: outermost(signed), opaque: outermost(opaque) }
    }
    return this.#apart
  }

  /** The body after these edits, which ascend and do not overlap. */
  with(hits: readonly Hit[]): EditedBody {
    const edits = hits.map(({ start, end, inserted }) => ({ offset: start, removed: end - start, inserted }))
    const { signed, opaque } = this.#apart ?? NOTHING_APART
    const apart = { signed: moved(signed, hits), opaque: moved(opaque, hits) }
    return new EditedBody(this.body.splice(edits), this.#find, apart)
  }
}

const NOTHING_APART: SetApart = { signed: [], opaque: [] }

/** Whether a hit touches one of these ranges, which ascend. */
export const touches = (ranges: readonly ByteRange[], hit: Hit): boolean => {
  const range = ranges[firstEndingBehind(ranges, hit.start)]
  return range !== undefined && range.start < hit.end
}

/** Whether a hit begins or ends inside one of these ranges: what takes a whole picture away leaves none that is broken. */
export const breaks = (ranges: readonly ByteRange[], hit: Hit): boolean => {
  const first = ranges[firstEndingBehind(ranges, hit.start)]
  if (first === undefined || first.start >= hit.end) return false
  const last = ranges[firstEndingBehind(ranges, hit.end - 1)]
  return first.start < hit.start || (last !== undefined && last.start < hit.end && last.end > hit.end)
}

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

/** Position of the first range that ends behind a place. */
const firstEndingBehind = (ranges: readonly ByteRange[], place: number): number => {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) <= place) low = middle + 1
    else high = middle
  }
  return low
}

/** The ranges after edits, each of which lies apart from them or takes them away whole. Both ascend. */
const moved = (ranges: readonly ByteRange[], hits: readonly Hit[]): readonly ByteRange[] => {
  let next = 0
  let by = 0
  let edited = 0
  return ranges.flatMap((range) => {
    for (let hit = hits[next]; hit !== undefined && hit.start <= range.start; hit = hits[next]) {
      by += hit.inserted.byteLength - (hit.end - hit.start)
      edited = hit.end
      next += 1
    }
    return edited > range.start ? [] : [{ start: range.start + by, end: range.end + by }]
  })
}
