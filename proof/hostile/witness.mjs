// The witness, a process of its own: asks CLP every 20 ms as any client would, served by an upstream of its own, and looks at the memory
// of the daemon and of its log as often. It says how long the longest of its requests waited.
import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { logMemoryMb, residentMb } from '../kit/process-facts.mjs'

const EVERY_MS = 20
const BODY = JSON.stringify({ model: 'witness', messages: [{ role: 'user', content: 'hello' }] })
const ANSWER = JSON.stringify({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'hello' }],
  usage: { input_tokens: 1, output_tokens: 1 },
})
const agent = new Agent({ keepAlive: true })

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(ANSWER)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.send({ ready: server.address().port })

/** One request; resolves with what was wrong with its answer, empty for nothing. */
const ask = (port) =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': BODY.length }
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/v1/messages', agent, headers })
    request.once('error', (error) => resolve(error.message))
    request.once('response', (response) => {
      response.resume()
      response.once('error', (error) => resolve(error.message))
      response.once('close', () =>
        resolve(response.statusCode === 200 && response.complete ? '' : `status ${response.statusCode}`),
      )
    })
    request.end(BODY)
  })

/** Watches until it is told to stop; then waits for what it has asked. */
const watch = ({ port, pid }) => {
  const seen = { asked: 0, failed: 0, why: '', longestMs: 0, peakMb: 0, logPeakMb: 0 }
  const open = new Set()
  const timer = setInterval(() => {
    seen.peakMb = Math.max(seen.peakMb, residentMb(pid) ?? 0)
    // Looking for the processes costs more than looking at them.
    if (seen.asked % 10 === 0) seen.logPeakMb = Math.max(seen.logPeakMb, logMemoryMb(pid))
    const begun = performance.now()
    seen.asked += 1
    const answered = ask(port).then((wrong) => {
      seen.longestMs = Math.max(seen.longestMs, performance.now() - begun)
      if (wrong !== '') {
        seen.failed += 1
        seen.why = wrong
      }
      open.delete(answered)
    })
    open.add(answered)
  }, EVERY_MS)
  return async () => {
    clearInterval(timer)
    await Promise.all(open)
    return seen
  }
}

let stop
process.on('message', async ({ watched }) => {
  if (watched !== undefined) {
    stop = watch(watched)
    return
  }
  process.send({ seen: await stop() })
})
process.on('disconnect', () => process.exit())
