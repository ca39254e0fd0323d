/** The three paths a proxy port answers by itself, for monitors and browsers: never authenticated, never forwarded. */

import { bytesSource } from '../../codec/bytes/byte-source.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Service } from '../exchange/service.ts'

/** The reply to `/health`, `/ping` and `/favicon.ico` (exact paths, any method), or undefined for everything else. */
export const localReply = (service: Service, path: string): Reply | undefined => {
  switch (path) {
    case '/health':
      return json({ status: 'ok', service: service.id })
    case '/ping':
      return json({ message: 'pong', service: service.id })
    case '/favicon.ico':
      return { status: 204, statusMessage: '', headers: [], body: undefined }
    default:
      return undefined
  }
}

const json = (value: unknown): Reply => {
  const bytes = Buffer.from(JSON.stringify(value))
  const headers = ['content-type', 'application/json', 'content-length', String(bytes.byteLength)]
  return { status: 200, statusMessage: '', headers, body: bytesSource([bytes]) }
}
