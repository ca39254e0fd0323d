/** What tests of real clients at upstreams of other protocols have in common: what is said, shown and refused there. */

import type { ProtocolId } from '../../src/contract/protocol.ts'
import type { UpstreamEntry } from '../../src/contract/settings.ts'
import type { Any, Said } from '../kit/conversation.ts'
import { type StrictServer, strictServer, type Turn } from '../kit/strict-server.ts'
import { entry } from '../kit/temp-home.ts'

export const says = (text: string): Said => ({ type: 'text', text })
export const calls = (id: string, name: string, args: object): Said => ({
  type: 'call',
  id,
  name,
  args: JSON.stringify(args),
})
/** What only its maker can read of a thought. */
export const SECRET = 'c2VjcmV0'
export const WHY = { type: 'reasoning', text: 'why', secret: SECRET } as const satisfies Said

/** A picture of one point, base64. */
export const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
/** What stands in a request of a protocol where the picture is one, and not only text. Clients may write it anew, but not how it begins. */
export const pictureIn = (protocol: ProtocolId): string => PICTURE_KEYS[protocol] + PICTURE.slice(0, 30)

const PICTURE_KEYS: Readonly<Record<ProtocolId, string>> = {
  messages: '"data":"',
  chat: '"image_url":{"url":"data:image/png;base64,',
  responses: '"image_url":"data:image/png;base64,',
  gemini: '"data":"',
}

/** What an upstream complains about; no program would say it by itself. */
export const COMPLAINT = 'The moon is in the wrong house'

const bringsTools = ({ tools }: Any): boolean => tools !== undefined

/** A server whose turns are for requests that bring tools, as clients ask for other small things besides. */
export const server = (protocol: ProtocolId, ...turns: readonly Turn[]): Promise<StrictServer> =>
  strictServer(protocol, turns, { isTurn: bringsTools })

/** The same of the client's own protocol, which takes whatever that client sends. */
export const ownServer = (protocol: ProtocolId, ...turns: readonly Turn[]): Promise<StrictServer> =>
  strictServer(protocol, turns, { isTurn: bringsTools, takesAll: true })

/** All that a server was sent, the small things besides the conversation too. */
export const heard = async ({ behind }: StrictServer): Promise<string> =>
  (await Promise.all(behind.seen.map((request) => request.body()))).join('\n')

export const told = (request: Any): string => JSON.stringify(request)

/** The document of a service whose active upstream is the named one; each is named by its protocol. */
export const activeAt = (
  servers: Readonly<Partial<Record<ProtocolId, StrictServer>>>,
  active: ProtocolId,
): Readonly<Record<string, UpstreamEntry>> =>
  Object.fromEntries(
    Object.entries(servers).map(([name, { behind }]) => [
      name,
      entry(behind.url, { protocol: name as ProtocolId, active: name === active }),
    ]),
  )
