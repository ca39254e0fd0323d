/** What was priced again, newest first. */
import type { RepriceEntry } from '../../../records/ledger.ts'
import type { Connection } from '../database/driver.ts'

const MOST = 200

export const repricesOf = (connection: Connection): readonly RepriceEntry[] =>
  connection.all('SELECT * FROM reprices ORDER BY id DESC LIMIT ?', [MOST]).map((row) => ({
    at: Number(row['at']),
    since: Number(row['since'] ?? 0),
    until: row['until'] === null ? null : Number(row['until']),
    book: String(row['book']),
    requests: Number(row['requests']),
    changed: Number(row['changed']),
    before: BigInt(String(row['before'])),
    after: BigInt(String(row['after'])),
  }))
