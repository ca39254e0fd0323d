/** `clp logs export`: the log in the original's format or as HAR, to standard output or to a new file. */
import type { Cli } from './cli.ts'
import { withQuery } from './client.ts'
import { wrongValue } from './command.ts'
import { type FilterOptions, limitFrom, queryFrom } from './log-query.ts'
import { fill } from './messages/fill.ts'
import { withRecordsApi } from './offline-records.ts'
import { writeNewFile } from './write-new-file.ts'

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
    await writeNewFile(cli, options.output, bytes)
    cli.print.note(fill(texts.exported, { file: options.output }))
  })
}
