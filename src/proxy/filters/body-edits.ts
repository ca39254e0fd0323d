/** A request body on its way through body rules: its bytes, what in them is signed, and the edits made so far. */
import type { Body } from '../../codec/bytes/body.ts'
import type { ByteRange, Protocol } from '../../protocol/common/protocol.ts'

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

/** The bytes as they stand after the rules so far. What is costly is found when somebody asks. */
export class EditedBody {
  readonly body: Body
  readonly #findSigned: Protocol['signed']
  #signed: readonly ByteRange[] | undefined
  #isJson: boolean | undefined

  /** `findSigned` is called when somebody asks what is signed. */
  constructor(body: Body, findSigned: Protocol['signed']) {
    this.body = body
    this.#findSigned = findSigned
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

  /** Signed ranges of the body as it came in, ascending and apart, at their present places: no edit can make or unmake one. */
  get signed(): readonly ByteRange[] {
    this.#signed ??= outermost(this.#findSigned(this.bytes))
    return this.#signed
  }

  touchesSigned(hit: Hit): boolean {
    const range = this.signed[firstEndingBehind(this.signed, hit.start)]
    return range !== undefined && range.start < hit.end
  }

  /** The body after these edits, which ascend and do not overlap. */
  with(hits: readonly Hit[]): EditedBody {
    const edits = hits.map(({ start, end, inserted }) => ({ offset: start, removed: end - start, inserted }))
    const signed = moved(this.signed, hits)
    return new EditedBody(this.body.splice(edits), () => signed)
  }
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

/** The ranges after edits, none of which touches them. Both ascend. */
const moved = (ranges: readonly ByteRange[], hits: readonly Hit[]): readonly ByteRange[] => {
  let next = 0
  let by = 0
  return ranges.map((range) => {
    for (let hit = hits[next]; hit !== undefined && hit.start < range.start; hit = hits[next]) {
      by += hit.inserted.byteLength - (hit.end - hit.start)
      next += 1
    }
    return { start: range.start + by, end: range.end + by }
  })
}
