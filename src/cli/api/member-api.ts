/**
 * Asks a CLP, here or on another machine, with nothing but an access token: `CLP_URL` is the address of its UI, `CLP_TOKEN` the token. What it
 * answers is about that token alone.
 */

import { type MeAnswer, meAnswerSchema } from '../../contract/api/me.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { type Api, type Call, findDaemon, parseJson, refusal, textOf, withQuery } from './api-client.ts'

const TIMEOUT_MS = 30_000

/** Throws `CliError` where the token or the address is missing, or cannot be one. */
const memberApi = async (cli: Cli): Promise<Api> => {
  const token = cli.environment['CLP_TOKEN']?.trim() ?? ''
  const texts = cli.messages.member
  if (!token.startsWith('clp_')) throw new CliError(texts.tokenNeeded, EXIT.usage)
  const base = await addressOf(cli)
  const bytes = async (call: Call): Promise<AsyncIterable<Uint8Array>> => {
    const response = await send(cli, new URL(`${base}${call.path}`), token)
    const body = response.body === null ? nothing() : (response.body as AsyncIterable<Uint8Array>)
    if (response.status !== 200) throw refusal(cli, response.status, await textOf(body))
    return body
  }
  return {
    bytes,
    ask: async (schema, call) => {
      const parsed = schema.safeParse(parseJson(await textOf(await bytes(call))))
      if (parsed.success) return parsed.data
      throw new CliError(fill(texts.badAnswer, { address: base }))
    },
  }
}

/** What that token may see of itself. */
export const readMine = async (
  cli: Cli,
  query: Readonly<Record<'since' | 'until', string | number | undefined>> | Readonly<Record<string, never>>,
): Promise<MeAnswer> => (await memberApi(cli)).ask(meAnswerSchema, { path: withQuery('/api/me', query) })

/** Without a slash at its end. */
const addressOf = async (cli: Cli): Promise<string> => {
  const typed = cli.environment['CLP_URL']?.trim() ?? ''
  if (typed === '') {
    const client = await findDaemon(cli)
    if (client === undefined) throw new CliError(cli.messages.member.addressNeeded, EXIT.notRunning)
    return client.run.addresses.ui.replace(/\/+$/, '')
  }
  if (/^https?:\/\//i.test(typed) && URL.canParse(typed)) return typed.replace(/\/+$/, '')
  throw new CliError(fill(cli.messages.member.addressUnusable, { address: typed }), EXIT.usage)
}

/** A token goes to the address that was typed and nowhere else: no redirect is followed. */
const send = async (cli: Cli, url: URL, token: string): Promise<Response> => {
  try {
    return await fetch(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CliError(fill(cli.messages.member.unreachable, { address: url.origin, reason }), EXIT.failed, {
      cause: error,
    })
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // An answer without a body.
}
