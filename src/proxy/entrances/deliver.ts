/** Writes a reply to the client as it comes: head at once, bytes as they arrive, back-pressure handed to the upstream. */
import type { ServerResponse } from 'node:http'
import type { Reply } from '../../edge/reply.ts'

export const deliver = (reply: Reply, response: ServerResponse): void => {
  response.writeHead(reply.status, reply.statusMessage === '' ? undefined : reply.statusMessage, [...reply.headers])
  const { body } = reply
  if (body === undefined) {
    response.end()
    return
  }
  response.on('close', () => {
    if (!response.writableFinished) body.cancel()
  })
  response.on('drain', body.resume)
  let begun = false
  body.start({
    write: (chunk) => {
      begun = true
      return response.write(chunk)
    },
    end: (trailers) => {
      if (trailers !== undefined && trailers.length > 0) response.addTrailers(pairs(trailers))
      response.end()
    },
    // The client must see that the answer is incomplete: no clean end of the chunked body.
    fail: () => response.destroy(),
  })
  // A head whose body takes its time leaves alone; one whose body is there already leaves in the same packet.
  setImmediate(() => {
    // Not flushHeaders(): it writes the head as UTF-8, so that a byte above 0x7f in a value would become two.
    if (!begun && !response.writableEnded) response.write('', 'latin1')
  })
}

const pairs = (flat: readonly string[]): [string, string][] => {
  const list: [string, string][] = []
  for (let index = 0; index + 1 < flat.length; index += 2) list.push([flat[index] as string, flat[index + 1] as string])
  return list
}
