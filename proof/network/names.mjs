// The name of the upstream is unknown, its server fails or falls silent, and comes back.
import { createServer, request } from 'node:http'
import { until } from '../kit/wait.mjs'
import { startNameServer } from './name-server.mjs'

export const names = async ({ daemon, listen, pointAt, post, serves, recovers }, report) => {
  const server = await startNameServer()
  await pointAt(`http://upstream.proof:${await listen(unkept())}`)
  const found = () => until(serves, { what: 'the name is found', stepMs: 50 })
  report.check('names: an upstream is found by its name', (await timed(found)).value === true)
  for (const mood of ['knows not', 'fails', 'silent']) {
    server.be(mood)
    const answers = await Promise.all(Array.from({ length: 8 }, () => post()))
    const codes = [...new Set(answers.map(({ status }) => status))].join(', ')
    report.check(
      `names: a name server that ${mood === 'silent' ? 'is silent' : mood} is answered`,
      answers.every(({ status, whole }) => status >= 502 && status <= 504 && whole),
      codes,
    )
    const window = await timed(() => page(daemon.ui))
    report.check('names:   meanwhile the web UI is there', window.value === 200, `${window.ms.toFixed(0)} ms`)
    server.be('knows')
    const back = await timed(found)
    report.check('names:   it is found again by itself', back.value === true, `after ${back.ms.toFixed(0)} ms`)
  }
  server.close()
  await recovers()
}

/** An upstream that keeps no connection, so that every request asks for the name. */
const unkept = () =>
  createServer((request, response) => {
    request.resume()
    response.setHeader('connection', 'close')
    request.once('end', () => response.end('{"ok":true}'))
  })

const timed = async (act) => {
  const begun = performance.now()
  const value = await act().catch((error) => error.message)
  return { value, ms: performance.now() - begun }
}

const page = (ui) =>
  new Promise((resolve, reject) => {
    const asked = request(`${ui}/`, { agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    asked.once('error', reject)
    asked.end()
  })
