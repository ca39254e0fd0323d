// The other end vanishes without a word, as a machine does that loses its power or its network, and comes back.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { openFiles } from '../kit/process-facts.mjs'
import { until } from '../kit/wait.mjs'

/** How often the kernel repeats what nobody acknowledges: 15 times take 15 minutes, 3 times some 3 s. */
const RETRIES = '/proc/sys/net/ipv4/tcp_retries2'

export const halfOpen = async (context, line, report) => {
  writeFileSync(RETRIES, '3')
  const { post, pointAt, recovers } = context
  await pointAt(line.upstream)
  const back = () => until(async () => (await post()).status === 200, { what: 'the far upstream serves', stepMs: 100 })
  await back()
  const streaming = await post({ search: '?stream', onBytes: line.cut })
  const told = `${streaming.status}, ${streaming.whole ? 'whole' : 'broken off'}`
  report.check('half-open: an upstream that vanishes in its stream', streaming.status === 200 && !streaming.whole, told)
  line.mend()
  await back()
  line.cut()
  const kept = await post()
  report.check('half-open: an upstream that vanished between two requests', isLate(kept), String(kept.status))
  const fresh = await post()
  report.check('half-open: an upstream that is not there to connect to', isLate(fresh), String(fresh.status))
  line.mend()
  await back()
  const after = await line.ask({ type: 'received' })
  const twice = Object.values(after).filter((count) => count > 1).length
  report.check('half-open: no POST arrives twice', twice === 0, `${Object.keys(after).length} arrived`)
  await vanishedClient(context, line, report)
  await recovers()
}

const STEP_MS = 50
const isLate = ({ status, whole }) => (status === 502 || status === 504) && whole

/** Its stream is let go of once the kernel gives up on it. */
const vanishedClient = async ({ daemon, listen, pointAt }, line, report) => {
  let streams = 0
  const upstream = createServer((request, response) => {
    request.resume()
    streams += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const timer = setInterval(() => response.write(`data: ${'z'.repeat(2000)}\n\n`), STEP_MS)
    response.once('close', () => {
      clearInterval(timer)
      streams -= 1
    })
  })
  await pointAt(`http://127.0.0.1:${await listen(upstream)}`)
  const sockets = openFiles(daemon.pid).sockets
  const { status } = await line.ask({ type: 'read', host: line.near, port: daemon.claude })
  line.cut()
  const gone = await until(() => streams === 0, { what: 'the stream is let go of', timeoutMs: 60_000 }).catch(
    () => false,
  )
  line.mend()
  const closed =
    gone && (await until(() => openFiles(daemon.pid).sockets <= sockets, { what: 'the sockets are closed' }))
  report.check('half-open: a client that vanishes in its stream is let go of', closed === true, `${status}`)
}
