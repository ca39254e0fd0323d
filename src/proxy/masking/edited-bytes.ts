/** Bytes after edits. */
import type { Edit } from '../../codec/bytes/body.ts'
import { Body } from '../../codec/bytes/body.ts'

/** `edits` ascend and are apart. */
export const edited = (bytes: Buffer, edits: readonly Edit[]): Buffer =>
  edits.length === 0 ? bytes : Body.from(bytes).splice(edits).joined()
