/** `clp mask on`, `off`, `status`, `kinds` and `test`. */
import { readFileSync } from 'node:fs'
import { maskingRoutes } from '../../admin/routes/masking.ts'
import {
  type MaskingAnswer,
  type MaskTryAnswer,
  maskingAnswerSchema,
  maskTryAnswerSchema,
} from '../../contract/api/masking.ts'
import { editObject, put } from '../../store/config/json-edit.ts'
import { documents } from '../../store/documents/index.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { type Api, findDaemon } from '../api/api-client.ts'
import { apiOver } from '../api/api-over.ts'
import { changeDocument } from '../api/document-writes.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { readAll } from '../terminal/read-secret.ts'

export interface JsonOption {
  readonly json?: boolean
}

/** Hands `act` the daemon, or the same routes in this process where none runs. */
const withMaskingApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const daemon = await findDaemon(cli)
  if (daemon !== undefined) return act(daemon)
  return withConfig(cli, documents, (config) =>
    act(apiOver(cli, [maskingRoutes({ config, clock: cli.clock, maskedCounts: () => new Map() })])),
  )
}

const maskingNow = (cli: Cli): Promise<MaskingAnswer> =>
  withMaskingApi(cli, (api) => api.ask(maskingAnswerSchema, { path: '/api/masking' }))

export const switchMasking = async (cli: Cli, enabled: boolean, { json = false }: JsonOption): Promise<void> => {
  await changeDocument(cli, maskDocument, (text) =>
    editObject('masking', text, (plain) => put(plain, ['enabled'], enabled)),
  )
  const { switchedOn, switchedOff } = cli.messages.rules.mask
  if (json) cli.print.json({ enabled })
  else cli.print.line(enabled ? switchedOn : switchedOff)
}

export const showMasking = async (cli: Cli, { json = false }: JsonOption): Promise<void> => {
  const answer = await maskingNow(cli)
  const { kinds, enabled, words, masked } = answer
  if (json) {
    cli.print.json({ enabled, words, masked, kinds: kinds.filter(({ on }) => on).map(({ id }) => id) })
    return
  }
  const texts = cli.messages.rules.mask
  cli.print.line(enabled ? texts.isOn : texts.isOff)
  const values = { on: String(kinds.filter(({ on }) => on).length), of: String(kinds.length), words: String(words) }
  cli.print.line(fill(texts.looksFor, values))
  cli.print.line(fill(texts.masked, { count: String(masked) }))
}

export const listKinds = async (cli: Cli, { json = false }: JsonOption): Promise<void> => {
  const { kinds } = await maskingNow(cli)
  if (json) {
    cli.print.json(kinds)
    return
  }
  const texts = cli.messages.rules.mask
  const rows = kinds.map(({ id, family, names, on, masked }) => [
    id,
    texts.families[family as keyof typeof texts.families] ?? family,
    cli.language === 'zh' ? names.zh : names.en,
    on ? texts.on : texts.off,
    masked === 0 ? '' : String(masked),
  ])
  await cli.print.table(texts.columns, rows)
}

export const testMasking = async (cli: Cli, file: string | undefined, { json = false }: JsonOption): Promise<void> => {
  const text = file === undefined || file === '-' ? await readAll(cli) : readFileOf(cli, file)
  const answer = await withMaskingApi(cli, (api) =>
    api.ask(maskTryAnswerSchema, { method: 'POST', path: '/api/masking/try', body: { text } }),
  )
  if (json) cli.print.json(answer.found)
  else await printFound(cli, answer)
}

const printFound = async (cli: Cli, { found }: MaskTryAnswer): Promise<void> => {
  const texts = cli.messages.rules.mask
  if (found.length === 0) cli.print.line(texts.nothing)
  else {
    await cli.print.table(
      texts.foundColumns,
      found.map(({ kind, line, column, characters }) => [kind, `${line}:${column}`, String(characters)]),
    )
  }
}

const readFileOf = (cli: Cli, file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliError(
      fill(cli.messages.rules.mask.unreadable, { file, fault: error instanceof Error ? error.message : String(error) }),
    )
  }
}
