/** Imported requests and totals into the database, together with how far the import got. */
import { type ImportProgress, type ImportTarget, NO_PROGRESS } from '../../../records/import-report.ts'
import { packRecord, type WireRecord } from '../../../records/packed-record.ts'
import type { DatabaseWriter } from './database-writer.ts'
import { insertBatch } from './insert.ts'

const NAME = 'import'

/** Throws when the file cannot be opened now. */
export const importInto = (writer: DatabaseWriter): ImportTarget => ({
  progress: () => {
    const value = writer.database().all('SELECT value FROM meta WHERE name = ?', [NAME])[0]?.['value']
    return typeof value === 'string' ? (JSON.parse(value) as ImportProgress) : NO_PROGRESS
  },
  write: async ({ records, entries, progress }) => {
    const packed = records.map((record) => packRecord(record))
    const options = { fix: (record: WireRecord) => record, ...writer.placing }
    const written = await writer.persist((database) => {
      insertBatch(database, { records: packed.map((one) => one.wire), entries, urgent: false }, options)
      database.run('INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', [
        NAME,
        JSON.stringify(progress),
      ])
    })
    if (!written) throw new Error('Cannot import: the log database takes nothing more')
  },
})
