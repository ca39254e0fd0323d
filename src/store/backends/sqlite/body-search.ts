/** Whether a record's bodies hold a text, as a person would read them: unpacked, decoded, upper and lower case alike. */
import type { BodyKind } from '../../journal.ts'
import { bodyHolds } from '../body-text.ts'
import { bodyAt, withDetails } from './bodies.ts'
import type { Connection } from './driver.ts'
import type { ExchangeRow } from './schema.ts'

export const containsText = async (connection: Connection, row: ExchangeRow, text: string): Promise<boolean> => {
  const stored = withDetails(connection, row)
  const kinds: readonly [BodyKind, readonly string[]][] = [
    ['request', stored.requestHeaders],
    ['sent', stored.sentHeaders ?? []],
    ['response', stored.responseHeaders],
  ]
  for (const [kind, headers] of kinds) {
    const body = bodyAt(connection, row.sort, kind)
    if (body !== undefined && (await bodyHolds(body.bytes, headers, text))) return true
  }
  return false
}
