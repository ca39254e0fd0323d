/** `clp logs export`: the log in the original's format or as HAR, to standard output or to a new file. */
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Cli } from './cli.ts'
import { withQuery } from './client.ts'
import { wrongValue } from './command.ts'
import { CliError } from './exit.ts'
import { type FilterOptions, limitFrom, queryFrom } from './log-query.ts'
import { fill } from './messages/fill.ts'
import { withRecordsApi } from './offline-records.ts'

export interface ExportOptions extends FilterOptions {
  readonly format?: string
  readonly output?: string
  readonly limit?: string
}

const FORMATS = ['jsonl', 'har']
const MOST = 1_000_000

export const exportLogs = async (cli: Cli, options: ExportOptions): Promise<void> => {
  const texts = cli.messages.records.logs
  const format = options.format ?? 'jsonl'
  if (!FORMATS.includes(format)) wrongValue(cli, '--format', format, texts.formatExpected)
  const query = { ...queryFrom(cli, options), format, limit: limitFrom(cli, options.limit, MOST) }
  await withRecordsApi(cli, async (api) => {
    const bytes = await api?.bytes({ path: withQuery('/api/exchanges/export', query) })
    if (bytes === undefined) {
      cli.print.note(texts.empty)
      return
    }
    if (options.output === undefined) {
      for await (const chunk of bytes) await cli.print.raw(chunk)
      return
    }
    await writeNew(cli, options.output, bytes)
    cli.print.note(fill(texts.exported, { file: options.output }))
  })
}

/** The log holds conversations, so the file is its owner's alone; and it never takes the place of another. */
const writeNew = async (cli: Cli, file: string, bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  const target = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new CliError(fill(cli.messages.records.logs.exists, { file }))
    throw error
  })
  await pipeline(bytes, target.createWriteStream())
}
