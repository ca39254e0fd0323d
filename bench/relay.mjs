// The bare relay: node:http in, node's own client out, no feature at all. It is the limit of the language for large bodies:
// the received buffers are written on as they are, uncopied, and header lists pass as they came.
import { Agent, createServer, request } from 'node:http'

const target = { host: '127.0.0.1', port: Number(process.env['TARGET_PORT']) }
const agent = new Agent({
  keepAlive: true,
  maxSockets: Number.POSITIVE_INFINITY,
  maxFreeSockets: 1024,
  scheduling: 'lifo',
})

const server = createServer({ noDelay: true, requestTimeout: 0 }, (incoming, response) => {
  const chunks = []
  incoming.on('data', (chunk) => chunks.push(chunk))
  incoming.on('end', () => forward(incoming, response, chunks))
})
server.keepAliveTimeout = 75_000

const forward = (incoming, response, chunks) => {
  const outgoing = request({
    ...target,
    agent,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.rawHeaders,
    setHost: false,
  })
  outgoing.on('response', (reply) => {
    response.writeHead(reply.statusCode, reply.rawHeaders)
    reply.on('data', (chunk) => {
      if (!response.write(chunk)) reply.pause()
    })
    response.on('drain', () => reply.resume())
    reply.on('end', () => response.end())
    reply.on('error', () => response.destroy())
  })
  outgoing.on('error', () => response.destroy())
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy()
  })
  for (const chunk of chunks) outgoing.write(chunk)
  outgoing.end()
}

server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.once('disconnect', () => process.exit())
