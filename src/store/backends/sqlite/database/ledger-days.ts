/**
 * The totals a second time, by local day of this machine's zone: a year of quarter hours is too many rows to add up for a page,
 * a year of days is not. Written together with the quarter hours, and made anew from them when the zone has changed.
 */
import { IMPORTED_BUCKET } from '../../../records/entry.ts'
import { IMPORTED_DAY } from '../../../records/rows/day-of.ts'
import { LEDGER_SUMS } from '../../../records/rows/ledger-columns.ts'
import type { Connection } from './driver.ts'
import { localTimeSql } from './local-sql.ts'
import { transaction } from './transaction.ts'

/** The zone whose days the table holds; empty before the first time. */
export const zoneOfDays = (connection: Connection): string => {
  const value = connection.all("SELECT value FROM meta WHERE name = 'zone'", [])[0]?.['value']
  return typeof value === 'string' ? value : ''
}

/** Makes the days anew if they are those of another zone. */
export const alignDays = (connection: Connection, timeZone: string): void => {
  if (zoneOfDays(connection) === timeZone) return
  const day = localTimeSql(connection, timeZone, 'day') ?? 'NULL'
  const sums = LEDGER_SUMS.map((sum) => `sum(${sum})`).join(', ')
  transaction(connection, () => {
    connection.exec(`DELETE FROM ledger_days; INSERT INTO ledger_days (day, service, upstream, model, token, ${LEDGER_SUMS.join(', ')})
      SELECT CASE WHEN bucket = ${IMPORTED_BUCKET} THEN ${IMPORTED_DAY} ELSE ${day} END AS day,
        service, upstream, model, token, ${sums} FROM ledger GROUP BY 1, 2, 3, 4, 5`)
    connection.run("INSERT INTO meta VALUES ('zone', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [
      timeZone,
    ])
  })
}
