/**
 * Reads the original's logs and totals: each file line by line, in parts that are to be written together with how far they got, so
 * that an import that is cut short goes on where it stopped and nothing is counted twice. Files are read and never changed.
 */
import { existsSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLineFramer } from '../../codec/stream/ndjson.ts'
import type { ExchangeRecord } from '../../contract/exchange.ts'
import type { ImportedFile, ImportPart, ImportProgress, ImportSource } from './import-report.ts'
import { oldHistory } from './old-history.ts'
import { oldRecord } from './old-record.ts'

/** In the order the original reads them. */
const LOGS = [
  'proxy_requests_claude.jsonl',
  'proxy_requests_codex.jsonl',
  'proxy_requests.jsonl',
  'traffic_statistics.jsonl',
]
const TOTALS = 'history_usage.json'
const TOTALS_BY_TOKEN = 'history_usage_by_token.json'

const READ_BYTES = 1024 * 1024
/** A line holds whole bodies; longer ones are skipped. */
const LARGEST_LINE = 256 * 1024 * 1024
/** A part is written after this many lines or bytes. */
const PART_LINES = 50
const PART_BYTES = 4 * 1024 * 1024

/** Whether there is anything to take over. */
export const hasHistory = ({ directory }: ImportSource): boolean =>
  [...LOGS, TOTALS].some((name) => existsSync(join(directory, name)))

/** What was not done `before`. Each part tells what is done once it is written; the last one that all is. */
export async function* importParts(source: ImportSource, before: ImportProgress): AsyncGenerator<ImportPart> {
  const book = createBook(before)
  for (const file of LOGS.filter((name) => existsSync(join(source.directory, name)))) {
    if (!book.isDone(file)) yield* partsOfLog(source, file, book)
  }
  yield* partOfTotals(source, book)
  yield { records: [], entries: [], progress: book.progress(true) }
}

async function* partsOfLog(source: ImportSource, file: string, book: Book): AsyncGenerator<ImportPart> {
  const done = book.of(file).imported + book.of(file).skipped
  let records: ExchangeRecord[] = []
  let skipped = 0
  let line = 0
  let waitingBytes = 0
  const take = (frame: Uint8Array | undefined): void => {
    line += 1
    if (line <= done) return
    const text = frame === undefined ? '' : new TextDecoder().decode(frame)
    const record = oldRecord({ line: text, place: `${file}:${line}`, tokenNames: source.tokenNames })
    if (record === undefined) skipped += 1
    else records.push(record)
    waitingBytes += text.length
  }
  const part = (change: Partial<ImportedFile> & { done: boolean }): ImportPart => {
    book.add(file, { imported: records.length, skipped, ...change })
    const taken = { records, entries: [], progress: book.progress(false) }
    records = []
    skipped = 0
    waitingBytes = 0
    return taken
  }
  const framer = createLineFramer(LARGEST_LINE, take)
  try {
    for await (const chunk of chunksOf(join(source.directory, file))) {
      framer.push(chunk)
      if (records.length + skipped >= PART_LINES || waitingBytes >= PART_BYTES) yield part({ done: false })
    }
    framer.end()
  } catch (error) {
    if (!isFileError(error)) throw error
    yield part({ done: true, error: `Cannot read "${file}": ${error.message}` })
    return
  }
  yield part({ done: true })
}

async function* partOfTotals({ directory }: ImportSource, book: Book): AsyncGenerator<ImportPart> {
  if (book.isDone(TOTALS) || !existsSync(join(directory, TOTALS))) return
  const totals = await readJson(join(directory, TOTALS))
  const byToken = existsSync(join(directory, TOTALS_BY_TOKEN))
    ? await readJson(join(directory, TOTALS_BY_TOKEN))
    : { value: {} }
  const { entries, skipped } = oldHistory(totals.value, byToken.value)
  const error = totals.error ?? byToken.error
  book.add(TOTALS, { imported: entries.length, skipped, done: true, ...(error === undefined ? {} : { error }) })
  yield { records: [], entries, progress: book.progress(false) }
}

/** A new buffer each time: a line that is not yet complete keeps the one it began in. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(READ_BYTES), 0, READ_BYTES)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

const readJson = async (path: string): Promise<{ value: unknown; error?: string }> => {
  try {
    return { value: JSON.parse(await readFile(path, 'utf8')) }
  } catch (error) {
    // Missing or unparsable files count as empty, as in the original.
    return { value: {}, error: `Cannot read "${path}": ${error instanceof Error ? error.message : String(error)}` }
  }
}

const isFileError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error

type Line = ImportProgress['files'][number]

interface Book {
  readonly isDone: (file: string) => boolean
  readonly of: (file: string) => Line
  readonly add: (file: string, change: Omit<Line, 'file'>) => void
  readonly progress: (complete: boolean) => ImportProgress
}

const createBook = (before: ImportProgress): Book => {
  const lines = new Map(before.files.map((line) => [line.file, line]))
  const of = (file: string): Line => lines.get(file) ?? { file, imported: 0, skipped: 0, done: false }
  return {
    of,
    isDone: (file) => of(file).done,
    add: (file, { imported, skipped, ...rest }) => {
      const line = of(file)
      lines.set(file, { file, ...rest, imported: line.imported + imported, skipped: line.skipped + skipped })
    },
    progress: (complete) => ({ complete, files: [...lines.values()] }),
  }
}
