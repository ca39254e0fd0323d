/** What goes wrong beneath the API is told with its reason, as long as the reason is harmless. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { VersionConflict } from '../../store/config/document.ts'
import { DocumentBusy, SaveError } from '../../store/files/file-errors.ts'
import { LockTimeout } from '../../store/files/file-lock.ts'
import { problemOf } from './admin-problem.ts'

it.each([
  ['config-conflict', new VersionConflict('lb', 'data/lb_config.json', 'abc')],
  ['config-conflict', new DocumentBusy({ code: 'file-keeps-changing', params: {} })],
  ['config-conflict', new LockTimeout('/home/a/.clp/run/documents.lock.1', undefined)],
  ['save-failed', new SaveError('claude.json', 'Cannot write "claude.json": the disk is full (ENOSPC)', undefined)],
])('%s says why', (code, error) => {
  expect(problemOf(error)).toMatchObject({ code, message: error.message, reason: error.reason })
})

it('an error that nobody knows keeps its words to the log', () => {
  const cause = new Error('sk-secret')
  expect(problemOf(cause)).toMatchObject({ code: 'internal', message: expect.not.stringContaining('secret'), cause })
})

it('a value that zod itself stumbles over is the fault of the request', () => {
  const parse = () =>
    z
      .string()
      .max(9)
      .parse({ length: { toString: false } })
  expect(parse).toThrow(TypeError)
  try {
    parse()
  } catch (error) {
    expect(problemOf(error)).toMatchObject({ code: 'bad-request', status: 400 })
  }
})

it('a client that hangs up while it sends is no failure of the API', async () => {
  const server = createServer((request) => request.once('error', (error) => server.emit('broken', error)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const broken = once(server, 'broken')
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1', () =>
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{'),
  )
  server.once('request', () => socket.destroy())
  const [error] = await broken
  expect(problemOf(error)).toMatchObject({ code: 'bad-request' })
})
