// What every case of the network proof needs: CLP with short time-outs, an upstream that is well, and single requests.
import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import { api, createHome, removeHome, startDaemon } from '../kit/daemon.mjs'
import { until } from '../kit/wait.mjs'

const upstream = (base_url) => ({ only: { base_url, auth_token: 't', active: true } })
const timeouts = (seconds) => ({
  timeouts: { connectSeconds: seconds, responseHeadersSeconds: seconds, idleSeconds: seconds },
})

/** `patienceS`: time-outs of CLP towards upstreams in these scenes, in seconds. */
export const createContext = async (patienceS) => {
  const servers = []
  const listen = async (server, host = '127.0.0.1') => {
    servers.push(server)
    server.listen(0, host, 4096)
    await once(server, 'listening')
    return server.address().port
  }
  /** How often each request reached the good upstream, by its number. */
  const received = new Map()
  const good = { received, hangUp: () => undefined }
  const port = await listen(
    createServer((request, response) => {
      const id = request.headers['x-proof']
      received.set(id, (received.get(id) ?? 0) + 1)
      request.resume()
      request.once('end', () => good.hangUp(request, response) ?? response.end('{"ok":true}'))
    }),
  )
  const home = createHome({
    'claude.json': upstream(`http://127.0.0.1:${port}`),
    'data/system.json': timeouts(patienceS),
  })
  // Listens on the made-up line too, where there is one.
  const daemon = await startDaemon(home, { environment: { CLP_PROXY_HOST: '0.0.0.0', CLP_ALLOW_OPEN: '1' } })
  let number = 0

  /** Status of one POST, whether its answer came whole, and its text; `onBytes` is called when the first of it comes. */
  const post = ({ agent = false, bytes = 0, search = '', onBytes = () => undefined } = {}) =>
    new Promise((resolve) => {
      number += 1
      const body = JSON.stringify({ model: 'claude-x', messages: [{ role: 'user', content: 'x'.repeat(bytes) }] })
      const headers = { 'content-type': 'application/json', 'content-length': body.length, 'x-proof': String(number) }
      const where = { port: daemon.claude, host: '127.0.0.1', method: 'POST', path: `/v1/messages${search}` }
      const request = httpRequest({ ...where, agent, headers })
      request.once('error', (error) => resolve({ status: 0, whole: false, text: error.message }))
      request.once('response', (response) => {
        const { statusCode: status } = response
        let text = ''
        response.once('data', () => onBytes())
        response.setEncoding('latin1').on('data', (piece) => {
          text += piece
        })
        response.once('error', () => undefined)
        response.once('close', () => resolve({ status, whole: response.complete, text }))
      })
      request.end(body)
    })

  /** Puts a document in force. */
  const put = async (id, value) => {
    const asked = { method: 'PUT', headers: { 'if-match': '*' }, body: { text: JSON.stringify(value) } }
    const { status } = await api(daemon, `/api/documents/${id}`, asked)
    if (status !== 200) throw new Error(`The document ${id} is refused with ${status}`)
  }
  const pointAt = (base) => put('claude', upstream(base))
  const serves = async () => (await post()).status === 200
  const recovers = async () => {
    await pointAt(`http://127.0.0.1:${port}`)
    await until(serves, { what: 'CLP serves again', stepMs: 100 })
  }
  return {
    daemon,
    good,
    listen,
    post,
    pointAt,
    serves,
    recovers,
    patienceS,
    patience: (seconds) => put('system', timeouts(seconds)),
    close: async () => {
      await daemon.kill()
      for (const server of servers) {
        server.closeAllConnections?.()
        server.close()
      }
      removeHome(home)
    },
  }
}
