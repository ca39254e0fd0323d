// The hostile upstream, a process of its own: answers every request with the bytes it was told to, as fast as they are taken.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { answersOf } from './answers.mjs'
import { writeAll } from './write-all.mjs'

const GOOD = '{"type":"message","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":1,"output_tokens":2}}'
const GOOD_CHAT =
  '{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"hi"}}]}'

const answers = answersOf(Number(process.argv[2]))
/** The name of the answer to give; undefined for a good one. */
let given

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (given !== undefined) {
      void writeAll(request.socket, answers[given]()).then(() => request.socket.end())
      return
    }
    response.setHeader('content-type', 'application/json')
    response.end(request.url.endsWith('/chat/completions') ? GOOD_CHAT : GOOD)
  })
})
server.on('connection', (socket) => socket.on('error', () => undefined))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send({ ready: server.address().port })
/** What takes long to make is made now, while nobody is watched. */
process.on('message', async ({ give }) => {
  given = give
  const pieces = answers[give]?.()
  await pieces?.next()
  await pieces?.return()
  process.send({ given })
})
process.on('disconnect', () => process.exit())
