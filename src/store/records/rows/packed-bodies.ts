/** The bodies of a record as the columns of their row. */
import type { LeasedBytes } from '../../../codec/bytes/leased-bytes.ts'
import { deflateBytes } from '../deflating.ts'
import { BODY_KINDS } from '../journal.ts'
import type { StoredForm } from '../stored-record.ts'
import { type BodyAbout, EDITED } from './body-about.ts'

export interface PackedBodies {
  /** See `BodyAbout`, as JSON. */
  readonly about: string
  /** In the order of `BODY_KINDS`. */
  readonly columns: readonly (Uint8Array | null)[]
}

export interface Packing {
  /** Takes what is made of the record's bytes. */
  readonly made: LeasedBytes
  /** There is no time for deflating. */
  readonly urgent: boolean
}

/** Undefined where nothing of the bodies is kept. */
export const packBodies = (bodies: readonly StoredForm[], { made, urgent }: Packing): PackedBodies | undefined => {
  if (bodies.length === 0) return undefined
  const about: (BodyAbout | null)[] = [null, null, null]
  const columns: (Uint8Array | null)[] = [null, null, null]
  for (const { kind, size, chunks, edit, compressed, truncated } of bodies) {
    const whole = inOnePiece(chunks, made)
    const { packing, bytes } = deflateBytes(whole, !compressed && !urgent && edit === undefined)
    if (bytes !== whole) made.add([bytes])
    const facts = [truncated ? 1 : 0, size] as const
    about[BODY_KINDS.indexOf(kind)] =
      edit === undefined ? [packing, ...facts] : [EDITED, ...facts, edit.head, edit.tail]
    columns[BODY_KINDS.indexOf(kind)] = bytes
  }
  return { about: JSON.stringify(about), columns }
}

const inOnePiece = (chunks: readonly Uint8Array[], made: LeasedBytes): Uint8Array => {
  const [first] = chunks
  if (chunks.length === 1 && first !== undefined) return first
  const joined = Buffer.concat(chunks)
  made.add([joined])
  return joined
}
