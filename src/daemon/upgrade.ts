/** Answers an `Upgrade` that is not ours with 426 at once: Codex then goes on over HTTP without a warning. */
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { OriginDecision } from '../proxy/origin.ts'
import { Problem } from '../proxy/problem.ts'
import type { Service } from '../proxy/service.ts'

/** `origin` is the verdict on the page that asks, if it is one: a foreign page is told 403 and nothing else. */
export const refuseUpgrade = (service: Service, socket: Duplex, origin: OriginDecision): void => {
  const problem =
    origin.kind === 'refuse'
      ? origin.problem
      : new Problem('upgrade-required', 'WebSocket is not proxied here; use plain HTTP')
  const { code, status, message } = problem
  const { contentType, body } = service.dialect({ code, status, message, requestId: '' })
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      // RFC 9110 §15.5.22: a 426 must say which protocol would do.
      ...(status === 426 ? ['Upgrade: HTTP/1.1', 'Connection: close, upgrade'] : ['Connection: close']),
      '',
      body,
    ].join('\r\n'),
  )
}
