/** Talks to the running daemon over its admin API, as the user who may read the run file. */
import { type IncomingMessage, request } from 'node:http'
import type { z } from 'zod'
import { apiErrorSchema } from '../../contract/api/status.ts'
import { hasFields } from '../../contract/fields.ts'
import type { RunFile } from '../../process/run-file.ts'
import { readRunning } from '../../process/running.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { complaintText, type PlacedComplaint } from '../messages/reason-text.ts'

/** Whoever answers calls of the admin API: a running daemon, or its routes in this process. */
export interface Api {
  /** Asks and checks the answer. Throws `CliError` when CLP refuses or does not answer. */
  readonly ask: <T>(schema: z.ZodType<T>, call: Call) => Promise<T>
  /** Asks and hands on the bytes of the answer as they come. Throws `CliError` when CLP refuses or does not answer. */
  readonly bytes: (call: Call) => Promise<AsyncIterable<Uint8Array>>
}

export interface DaemonClient extends Api {
  readonly run: RunFile
}

export interface Call {
  /** `GET` when absent. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with query. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Silence after which CLP counts as hung, in ms. */
  readonly timeoutMs?: number
}

/** CLP has answered that it will not; what that means for the command, the command may know better. */
export class ApiRefusal extends CliError {
  /** A code of `PROBLEMS`. */
  readonly code: string
  /** What CLP complains of, and where. */
  readonly complaint: PlacedComplaint

  constructor(message: string, { code, complaint }: Pick<ApiRefusal, 'code' | 'complaint'>) {
    super(message, EXIT.failed)
    this.name = 'ApiRefusal'
    this.code = code
    this.complaint = complaint
  }
}

const TIMEOUT_MS = 30_000
/** How long to wait when all that is asked is whether somebody answers, in ms. */
const KNOCK_TIMEOUT_MS = 2000

/** Whom each command has found: to find out who answers takes a whole status, and one daemon serves a whole command. */
const found = new WeakMap<Cli, DaemonClient>()

/** The daemon of this home, or undefined when none runs. One that was found is not looked for again. */
export const findDaemon = async (cli: Cli): Promise<DaemonClient | undefined> => found.get(cli) ?? lookForDaemon(cli)

/** The daemon of this home as it is now, for commands that start or stop it. */
export const lookForDaemon = async (cli: Cli): Promise<DaemonClient | undefined> => {
  const run = await readRunning(cli.home, instanceOf)
  const client = run === undefined ? undefined : clientOf(cli, run)
  if (client === undefined) found.delete(cli)
  else found.set(cli, client)
  return client
}

/** The daemon of this home. Throws `CliError` with exit code 3 when none runs. */
export const needDaemon = async (cli: Cli): Promise<DaemonClient> => {
  const client = await findDaemon(cli)
  if (client === undefined) throw new CliError(cli.messages.errors.notRunning, EXIT.notRunning)
  return client
}

/** Path with the given query; values that are undefined are left out. */
export const withQuery = (path: string, query: Readonly<Record<string, string | number | undefined>>): string => {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(key, String(value))
  }
  return parameters.size === 0 ? path : `${path}?${parameters}`
}

/** Everything that comes, as text. */
export const textOf = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const clientOf = (cli: Cli, run: RunFile): DaemonClient => {
  const bytes = async (call: Call): Promise<AsyncIterable<Uint8Array>> => {
    const response = await send(run, call).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      throw new CliError(fill(cli.messages.errors.unreachable, { pid: run.pid, reason }), EXIT.failed, { cause: error })
    })
    if ((response.statusCode ?? 0) >= 400) throw refusal(cli, response.statusCode ?? 0, await textOf(response))
    return response
  }
  const ask = async <T>(schema: z.ZodType<T>, call: Call): Promise<T> => {
    const parsed = schema.safeParse(parseJson(await textOf(await bytes(call))))
    if (parsed.success) return parsed.data
    throw new CliError(fill(cli.messages.errors.badAnswer, { pid: run.pid, version: run.version }))
  }
  return { run, ask, bytes }
}

const send = (run: RunFile, call: Call): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    const outgoing = request(new URL(call.path, run.addresses.ui), {
      method: call.method ?? 'GET',
      agent: false,
      headers: {
        accept: 'application/json',
        'x-clp-control': run.controlKey,
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...call.headers,
      },
      timeout: call.timeoutMs ?? TIMEOUT_MS,
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error('ETIMEDOUT')))
    outgoing.once('error', reject)
    outgoing.once('response', resolve)
    outgoing.end(body)
  })

/** What CLP says against the request, told in the user's language, with its own words as detail. */
export const refusal = (cli: Cli, status: number, text: string): CliError => {
  const answer = parseJson(text)
  if (!hasFields(answer, { error: 'object' }) || !hasFields(answer.error, { code: 'string', message: 'string' })) {
    return new CliError(fill(cli.messages.errors.refused, { title: `HTTP ${status}`, detail: text }))
  }
  const { code, message } = answer.error
  const { data } = apiErrorSchema.safeParse(answer)
  const { field = '', line = 0, column = 0, reason: why } = data?.error ?? {}
  const complaint = { field, line, column, why, reason: message }
  const titles: Readonly<Record<string, string>> = cli.messages.problems
  const detail = complaintText(cli, complaint)
  const told = fill(cli.messages.errors.refused, { title: titles[code] ?? code, detail })
  return new ApiRefusal(told, { code, complaint })
}

/** The value of a JSON text, undefined for anything else. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const instanceOf = async (run: RunFile): Promise<string | undefined> => {
  try {
    const response = await send(run, { path: '/api/status', timeoutMs: KNOCK_TIMEOUT_MS })
    const answer = parseJson(await textOf(response))
    return hasFields(answer, { instance: 'string' }) ? answer.instance : undefined
  } catch {
    return undefined
  }
}
