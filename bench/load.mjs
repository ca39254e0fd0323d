// The load generator: raw sockets, one request at a time on each of N kept-alive connections. It is told over IPC what to do
// ({ port, kind, body bytes, connections, ms }) and answers `begin` and `end` around the measured window, so that the
// contender's CPU time can be read for exactly that window, then `result`.
import { connect } from 'node:net'

const requestFor = ({ kind, bodyBytes, stream, token = 'bench' }) => {
  const filler = 'lorem ipsum dolor sit amet '
  const shell = { model: 'claude-sonnet-4-5', max_tokens: 1024, stream, messages: [{ role: 'user', content: '' }] }
  const empty = JSON.stringify(shell).length
  shell.messages[0].content = filler
    .repeat(Math.ceil(bodyBytes / filler.length))
    .slice(0, Math.max(1, bodyBytes - empty))
  const body = JSON.stringify(shell)
  const head = [
    'POST /v1/messages?beta=true HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    'Accept: application/json',
    'Accept-Encoding: gzip, deflate, br, zstd',
    `Authorization: Bearer ${token}`,
    'anthropic-version: 2023-06-01',
    'anthropic-beta: interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14',
    `User-Agent: claude-cli/2.1.330 (external, cli) kind=${kind}`,
    'X-App: cli',
    'x-claude-code-session-id: 6f9619ff-8b86-4011-b42d-00c04fc964ff',
    `Content-Length: ${body.length}`,
    '\r\n',
  ].join('\r\n')
  return Buffer.from(head + body)
}

const open = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

// Tells when a response is complete: by content-length, or by the last chunk standing at the end of what has arrived (a
// response here never contains those bytes elsewhere, and nothing is pipelined).
const responseWatcher = (done) => {
  let head = ''
  let left = -1
  let chunked = false
  let tail = ''
  let ok = true
  const finish = () => {
    const good = ok
    head = ''
    left = -1
    chunked = false
    tail = ''
    done(good)
  }
  const body = (bytes, at) => {
    if (!chunked) {
      left -= bytes.length - at
      if (left <= 0) finish()
      return
    }
    tail = (tail + bytes.latin1Slice(Math.max(at, bytes.length - 7))).slice(-7)
    if (tail.endsWith('\r\n0\r\n\r\n')) finish()
  }
  return (bytes) => {
    if (left !== -1 || chunked) return body(bytes, 0)
    const before = head.length
    head += bytes.latin1Slice(0, Math.min(bytes.length, 16_384))
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    ok = head.startsWith('HTTP/1.1 200')
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)
    if (length === null) chunked = true
    else left = Number(length[1])
    body(bytes, end + 4 - before)
  }
}

const exchangeLoop = async ({ port, connections, ms, warmUpMs, ...plan }) => {
  const request = requestFor(plan)
  const latencies = []
  let errors = 0
  let phase = 'warm-up'
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const settled = sockets.map(
    (socket) =>
      new Promise((resolve) => {
        let sent = 0
        let begun = false
        const ask = () => {
          if (phase === 'over') return resolve(socket.destroy())
          sent = performance.now()
          socket.write(request)
        }
        const note = () => {
          if (phase === 'measured') latencies.push(performance.now() - sent)
        }
        const watch = responseWatcher((good) => {
          if (!good) errors += 1
          else if (!plan.firstByte) note()
          begun = false
          if (plan.gapMs === undefined) ask()
          else setTimeout(ask, plan.gapMs)
        })
        socket.on('data', (bytes) => {
          if (plan.firstByte && !begun) note()
          begun = true
          watch(bytes)
        })
        socket.once('close', () => {
          if (phase !== 'over') errors += 1
          resolve()
        })
        socket.on('error', () => undefined)
        ask()
      }),
  )
  await pause(warmUpMs)
  latencies.length = 0
  process.send({ at: 'begin' })
  phase = 'measured'
  const start = performance.now()
  await pause(ms)
  const seconds = (performance.now() - start) / 1000
  phase = 'over'
  process.send({ at: 'end' })
  const count = latencies.length
  await Promise.race([Promise.all(settled), pause(5000)])
  for (const socket of sockets) socket.destroy()
  return { count, errors, perSecond: count / seconds, ...spread(latencies) }
}

const timedStreams = async ({ port, connections, ms, warmUpMs, ...plan }) => {
  const request = requestFor(plan)
  const delays = []
  const firsts = []
  let measured = false
  let lost = 0
  let errors = 0
  const counts = new Array(connections).fill(0)
  const sockets = []
  const begin = async (index) => {
    const socket = await open(port)
    sockets.push(socket)
    const sent = performance.now()
    let first = true
    let last = 0
    let rest = ''
    socket.write(request)
    await new Promise((resolve) => {
      socket.on('error', () => undefined)
      socket.once('close', () => {
        if (sockets.length > 0) errors += 1
        resolve()
      })
      socket.on('data', (bytes) => {
        if (first) {
          first = false
          firsts.push(performance.now() - sent)
          resolve()
        }
        const now = process.hrtime.bigint()
        rest += bytes.latin1Slice()
        let end = 0
        for (const match of rest.matchAll(/@(\d+) (\d+)@/g)) {
          end = match.index + match[0].length
          const number = Number(match[1])
          if (number !== last + 1) lost += 1
          last = number
          if (measured) {
            delays.push(Number(now - BigInt(match[2])) / 1e6)
            counts[index] += 1
          }
        }
        rest = rest.slice(Math.max(end, rest.length - 60))
      })
    })
  }
  // A few at a time: opening is not what is measured here.
  for (let index = 0; index < connections; index += 20) {
    await Promise.all(Array.from({ length: Math.min(20, connections - index) }, (_, offset) => begin(index + offset)))
  }
  await pause(warmUpMs)
  process.send({ at: 'begin' })
  measured = true
  const begun = performance.now()
  await pause(ms)
  const seconds = (performance.now() - begun) / 1000
  measured = false
  process.send({ at: 'end' })
  for (const socket of sockets.splice(0)) socket.destroy()
  const fewest = counts.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY)
  return {
    count: delays.length,
    errors,
    lost,
    fewestPerStream: fewest,
    perSecond: delays.length / seconds,
    firstByteP50: spread(firsts).p50,
    ...spread(delays),
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const spread = (values) => {
  const sorted = Float64Array.from(values).sort()
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

process.on('message', async (plan) => {
  try {
    const result = plan.kind === 'timed' ? await timedStreams(plan) : await exchangeLoop(plan)
    process.send({ at: 'result', result })
  } catch (error) {
    process.send({ at: 'result', result: { count: 0, errors: 1, failure: String(error) } })
  }
})
process.once('disconnect', () => process.exit())
