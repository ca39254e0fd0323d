/** Answers the paths that are CLP's own on a proxy port, for monitors and browsers: never authenticated, never forwarded. */
import { bytesSource } from '../../codec/bytes/byte-source.ts'
import { readyAnswer } from '../../edge/readiness.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Admissible, type Head, markPassed, type Proxied } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

type Deps = Pick<ProxyDeps, 'readyState'>

export const local =
  (deps: Deps): Layer<Admissible, Proxied> =>
  (next) =>
  (input) => {
    const reply = localReply(input.head, deps)
    if (reply === undefined) return next(markPassed('local', input))
    input.trace.answeredBy = 'whitelist'
    return Promise.resolve(input.head.system.recordHealthChecks ? reply : { ...reply, unrecorded: true })
  }

/** The reply to a path of our own (exact paths, any method), or undefined for everything else. */
const localReply = ({ service, path }: Head, { readyState }: Deps): Reply | undefined => {
  switch (path) {
    case '/health':
      return json({ status: 'ok', service: service.id })
    case '/ping':
      return json({ message: 'pong', service: service.id })
    case '/livez':
      return json({ status: 'ok' })
    case '/readyz': {
      const { status, body } = readyAnswer(readyState())
      return json(body, status)
    }
    case '/favicon.ico':
      return { status: 204, statusMessage: '', headers: [], body: undefined }
    default:
      return undefined
  }
}

const json = (value: unknown, status = 200): Reply => {
  const bytes = Buffer.from(JSON.stringify(value))
  const headers = ['content-type', 'application/json', 'content-length', String(bytes.byteLength)]
  return { status, statusMessage: '', headers, body: bytesSource([bytes]) }
}
