/** What `clp auth sign-out` does: ends every session of the web UI. Sessions live in the daemon's memory, so one must run. */
import { doneSchema } from '../../contract/api/status.ts'
import { needDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'

/** Throws `CliError` with exit code 3 when CLP does not run. */
export const signOutEverywhere = async (cli: Cli): Promise<void> => {
  const client = await needDaemon(cli)
  await client.ask(doneSchema, { method: 'DELETE', path: '/api/sessions', body: {} })
  cli.print.line(cli.messages.access.signOut.done)
}
