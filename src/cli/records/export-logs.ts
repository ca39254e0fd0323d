/** `clp logs export`: the log in the original's format or as HAR, to standard output or to a new file. */

import { withQuery } from '../api/api-client.ts'
import { withRecordsApi } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { writeNewFile } from '../terminal/write-new-file.ts'
import { type FilterOptions, limitFrom, queryFrom } from './log-query.ts'

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
