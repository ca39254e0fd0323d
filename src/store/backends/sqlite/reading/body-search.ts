/** Whether a record's bodies hold a text, as a person would read them: unpacked, decoded, upper and lower case alike. */

import { bodyHolds } from '../../../records/body-text.ts'
import type { BodyKind } from '../../../records/journal.ts'
import type { Connection } from '../database/driver.ts'
import type { ExchangeRow } from '../database/schema.ts'
import { bodyAt, withDetails } from './bodies.ts'

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
