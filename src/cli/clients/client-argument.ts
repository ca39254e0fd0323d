/** The `<client>` argument of commands about client programs, with the clients there are. */
import { CLIENT_IDS } from '../../contract/client-ids.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'

export const clientArgument = (cli: Cli): readonly [string, string] => [
  '<client>',
  fill(cli.messages.clients.client, { clients: CLIENT_IDS.join(', ') }),
]
