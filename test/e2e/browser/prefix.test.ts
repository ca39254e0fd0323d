import { createServer, request, type Server } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { clp } from '../../kit/clp.ts'
import { listen } from '../../kit/fake-upstream.ts'
import { describeInBrowser, eventually, shows } from './stage.ts'

const PREFIX = '/tools/clp'

/** A reverse proxy that serves CLP below a path, as nginx does: the prefix is taken off, the host kept, sockets passed on. */
const behindPrefix = async (ui: string): Promise<string> => {
  const target = new URL(ui)
  const bare = (url = '/') => url.slice(PREFIX.length) || '/'
  const server: Server = createServer((asked, answer) => {
    if (asked.url?.startsWith(PREFIX) !== true) {
      answer.writeHead(404).end()
      return
    }
    const options = { host: target.hostname, port: target.port, method: asked.method, headers: asked.headers }
    const onward = request({ ...options, path: bare(asked.url) }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders)
      reply.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })
  server.on('upgrade', (asked, socket, head) => {
    const onward = connect(Number(target.port), target.hostname, () => {
      const lines = asked.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
      )
      onward.write(`GET ${bare(asked.url)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    const end = () => {
      onward.destroy()
      socket.destroy()
    }
    onward.on('error', end)
    socket.on('error', end)
  })
  const port = await listen(server)
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${port}`
}

describeInBrowser('Behind a reverse proxy with a path prefix', (stage) => {
  test('pages, deep links, the API and the live socket all find their way', async () => {
    const { ui } = await clp({})
    const front = await behindPrefix(ui)
    const page = await stage.open(front, `${PREFIX}/`)
    await shows(page.getByRole('navigation').first().locator('xpath=..'), 'Live')
    await page.getByRole('link', { name: 'Requests', exact: true }).first().click()
    await eventually(() => new URL(page.url()).pathname === `${PREFIX}/requests`)
    await page.goto(`${front}${PREFIX}/requests/01a20000-0000-7000-8000-000000000000`)
    await shows(page, 'This request is not in the log')
    await page.keyboard.press('Escape')
    await eventually(() => new URL(page.url()).pathname === `${PREFIX}/requests`)
    expect(await page.locator('h1').first().textContent()).toBe('Requests')
  })
})
