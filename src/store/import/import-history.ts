/** Takes the original's logs and totals over, once in the life of a log; later calls tell what was done then. */
import { packageFile } from '../files/package-files.ts'
import type { RecordWriter } from '../records/record-driver.ts'
import { storedRecord } from '../records/stored-record.ts'
import { createWorkerLink } from '../threads/worker-link.ts'
import { hasHistory } from './import-files.ts'
import {
  type ImportPart,
  type ImportProgress,
  type ImportReport,
  type ImportSource,
  NO_PROGRESS,
  reportOf,
} from './import-report.ts'
import type { ImportCalls } from './import-worker.ts'

/** Name under which the progress stands with the data. */
const NOTE = 'import'

/** Rejects when the log takes nothing more; the next call goes on where this one stopped. */
export const importHistory = async (
  source: ImportSource,
  writer: Pick<RecordWriter, 'write' | 'note'>,
): Promise<ImportReport> => {
  const text = await writer.note(NOTE)
  let progress = text === undefined ? NO_PROGRESS : (JSON.parse(text) as ImportProgress)
  if (progress.complete) return reportOf(progress)
  for await (const part of partsOf(source, progress)) {
    await writer.write({
      records: part.records.map((record) => storedRecord(record)),
      entries: part.entries,
      urgent: false,
      note: { name: NOTE, text: JSON.stringify(part.progress) },
    })
    progress = part.progress
  }
  return reportOf(progress)
}

async function* partsOf(source: ImportSource, before: ImportProgress): AsyncGenerator<ImportPart> {
  if (!hasHistory(source)) {
    yield { records: [], entries: [], progress: { ...before, complete: true } }
    return
  }
  const thread = createWorkerLink<ImportCalls>({
    entry: packageFile('dist/store/import-worker.js'),
    greeting: () => ({ method: 'begin', args: [source, before] }),
  })
  try {
    for (let part = await thread.call('next', []); part !== undefined; part = await thread.call('next', [])) yield part
  } finally {
    await thread.stop()
  }
}
