/** A request body on its way through body rules: its bytes, what in them is signed, and the edits made so far. */
import type { Body } from '../../codec/bytes/body.ts'
import { type ByteRange, signedRanges } from '../../codec/json/json-signed.ts'
import { type StringRanges, stringRanges } from '../../codec/json/json-strings.ts'

/** One place a rule acts on. */
export interface Hit {
  /** Byte offsets, end exclusive. */
  readonly start: number
  readonly end: number
  readonly inserted: Uint8Array
  /** Set for a hit of a text rule that touches more than the content of one JSON string. */
  readonly structural?: boolean
}

/** The bytes as they stand after the rules so far. What is costly is found when somebody asks. */
export class EditedBody {
  readonly body: Body
  #signed: readonly ByteRange[] | undefined
  #strings: StringRanges | undefined

  constructor(body: Body, signed?: readonly ByteRange[]) {
    this.body = body
    this.#signed = signed
  }

  /** Joined when first asked for. */
  get bytes(): Buffer {
    return this.body.joined()
  }

  /** Whether it is an object or array of JSON, judged by its first character. */
  get looksLikeJson(): boolean {
    const first = this.bytes.subarray(0, 64).toString('latin1').trimStart()[0]
    return first === '{' || first === '['
  }

  get strings(): StringRanges {
    this.#strings ??= stringRanges(this.bytes)
    return this.#strings
  }

  /** Signed ranges of the body as it came in, at their present places: no edit can make or unmake one. */
  get signed(): readonly ByteRange[] {
    this.#signed ??= signedRanges(this.bytes)
    return this.#signed
  }

  touchesSigned(hit: Hit): boolean {
    return this.signed.some((range) => hit.start < range.end && hit.end > range.start)
  }

  /** The body after these edits, which ascend and do not overlap. */
  with(hits: readonly Hit[]): EditedBody {
    const edits = hits.map(({ start, end, inserted }) => ({ offset: start, removed: end - start, inserted }))
    const body = this.body.splice(edits)
    return new EditedBody(
      body,
      this.signed.map((range) => moved(range, hits)),
    )
  }
}

const moved = (range: ByteRange, hits: readonly Hit[]): ByteRange => {
  let by = 0
  for (const hit of hits) if (hit.start < range.start) by += hit.inserted.byteLength - (hit.end - hit.start)
  return { start: range.start + by, end: range.end + by }
}
