/** Answers an `Upgrade` that is not ours with 426 at once: Codex then goes on over HTTP without a warning. */
import type { Duplex } from 'node:stream'
import { Problem } from '../proxy/problem.ts'
import type { Service } from '../proxy/service.ts'

export const refuseUpgrade = (service: Service, socket: Duplex): void => {
  const problem = new Problem('upgrade-required', 'WebSocket is not proxied here; use plain HTTP')
  const { contentType, body } = service.dialect({
    code: problem.code,
    status: problem.status,
    message: problem.message,
    requestId: '',
  })
  socket.end(
    [
      'HTTP/1.1 426 Upgrade Required',
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Upgrade: HTTP/1.1',
      'Connection: close, upgrade',
      '',
      body,
    ].join('\r\n'),
  )
}
