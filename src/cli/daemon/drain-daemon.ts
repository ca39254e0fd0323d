/** Drains the daemon: asks it to leave its balancer, and waits until it has ended. Never uses force. */
import { drainAnswerSchema } from '../../contract/api/daemon.ts'
import { findDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { endsWithin, GRACE_MS, stopped } from './stop-daemon.ts'

/** In seconds; what is undefined the daemon decides. */
export interface DrainWish {
  readonly delay: number | undefined
  readonly timeout: number | undefined
}

/** The process that has ended; undefined when none ran. Throws `CliError` when it does not end. */
export const drainDaemon = async (cli: Cli, { delay, timeout }: DrainWish): Promise<number | undefined> => {
  const client = await findDaemon(cli)
  if (client === undefined) return undefined
  const answer = await client.ask(drainAnswerSchema, {
    method: 'POST',
    path: '/api/daemon/drain',
    body: { delayMs: milliseconds(delay), timeoutMs: milliseconds(timeout) },
  })
  const { delayMs, timeoutMs, openRequests: count } = answer
  const { messages, print } = cli
  print.note(fill(messages.daemon.drain.begun, { delay: delayMs / 1000, seconds: timeoutMs / 1000, count }))
  if (!(await endsWithin(cli, client.run, delayMs + timeoutMs + GRACE_MS))) {
    throw new CliError(fill(messages.daemon.stop.cannot, { pid: client.run.pid }))
  }
  await stopped(cli, client.run, false)
  return client.run.pid
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.round(seconds * 1000)
