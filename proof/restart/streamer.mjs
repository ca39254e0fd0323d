/** An upstream whose every answer is the same stream in the shape of Anthropic's, one event a second, for as long as it is told. */
import { createServer } from 'node:http'

const event = (value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`

const usage = { input: 11, output: 7 }

const eventsOf = (seconds) => [
  event({
    type: 'message_start',
    message: { id: 'msg_proof', model: 'claude-proof', usage: { input_tokens: usage.input, output_tokens: 1 } },
  }),
  ...Array.from({ length: seconds }, (_, index) =>
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `second ${index} ` } }),
  ),
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: usage.output } }),
  event({ type: 'message_stop' }),
]

/** Starts it on a free port. `begun(n)` resolves when n streams have begun; `text` is what every client must have read in the end. */
export const startStreamer = async (seconds) => {
  const events = eventsOf(seconds)
  const waiting = []
  let begun = 0
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let next = 0
    const timer = setInterval(() => {
      response.write(events[next])
      next += 1
      if (next < events.length) return
      clearInterval(timer)
      response.end()
    }, 1000)
    response.once('close', () => clearInterval(timer))
    begun += 1
    for (const { count, resolve } of waiting) if (begun >= count) resolve()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    text: events.join(''),
    usage,
    begun: (count) =>
      new Promise((resolve) => {
        if (begun >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}
