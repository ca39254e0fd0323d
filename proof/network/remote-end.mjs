// The program at the far end of the line: an upstream, and a client that reads a stream. It is told what to do by messages.
import { createHash } from 'node:crypto'
import { createServer, request as httpRequest } from 'node:http'

const [, , address] = process.argv
const STEP_MS = 50

/** How often each request has arrived, by its number. */
const received = new Map()

const server = createServer(async (request, response) => {
  const id = request.headers['x-proof'] ?? ''
  received.set(id, (received.get(id) ?? 0) + 1)
  response.on('error', () => undefined)
  const hash = createHash('sha1')
  for await (const chunk of request) hash.update(chunk)
  const { searchParams } = new URL(request.url, 'http://far')
  if (!searchParams.has('stream')) return response.end(`${hash.digest('hex')} ${'y'.repeat(50_000)}`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const timer = setInterval(() => response.write('event: ping\ndata: {}\n\n'), STEP_MS)
  response.once('close', () => clearInterval(timer))
})
server.on('clientError', (_error, socket) => socket.destroy())

const ACTS = {
  listen: (answer) => server.listen(0, address, () => answer({ port: server.address().port })),
  received: (answer) => answer(Object.fromEntries(received)),
  /** Asks CLP for a stream, and answers once some of it has come. */
  read: (answer, { host, port }) => {
    const asked = httpRequest({ host, port, method: 'POST', path: '/v1/messages' }, (response) => {
      response.on('error', () => undefined)
      response.once('data', () => answer({ status: response.statusCode }))
      response.resume()
    })
    asked.on('error', () => undefined)
    asked.end('{"model":"claude-x"}')
  },
}

process.on('message', (message) => ACTS[message.type]((answer) => process.send(answer), message))
process.on('disconnect', () => process.exit())
process.send('ready')
