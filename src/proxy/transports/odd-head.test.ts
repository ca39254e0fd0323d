/** Answers as odd servers write them, over real sockets. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { received } from '../../../test/kit/bodies.ts'
import { startFakeUpstream } from '../../../test/kit/fake-upstream.ts'
import { pooled, transportTo } from '../../../test/kit/transport-to.ts'
import { isOdd, writable } from './odd-head.ts'

/** Asks twice, one after the other; each answer is written as it is given, and the server would keep the connection. */
const askedTwice = async (bytes: string) => {
  const upstream = await startFakeUpstream(async (request, reply) => {
    await request.body()
    reply.socket.write(Buffer.from(bytes, 'latin1'))
  })
  onTestFinished(upstream.close)
  const { ask } = transportTo(upstream.url)
  const first = await ask()
  const body = (await received(first.body)).bytes.toString()
  await pooled()
  await received((await ask()).body)
  return { ...first, body, connections: upstream.connections() }
}

const GOOD = 'HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 2\r\n\r\nok'

describe('what clients read directly is read, and the connection is not used again', () => {
  it.each([
    ['lone line feeds', GOOD.replaceAll('\r\n', '\n'), ['x-a', '1', 'content-length', '2']],
    ['a folded line', GOOD.replace('x-a: 1', 'x-a: 1\r\n 2'), ['x-a', '1 2', 'content-length', '2']],
    ['a control character', GOOD.replace('x-a: 1', 'x-a: a\u0001b'), ['x-a', 'a b', 'content-length', '2']],
    [
      'a length beside chunks',
      'HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      ['x-a', '1'],
    ],
    [
      'an odd head behind one of status 100',
      `HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${GOOD.replaceAll('\r\n', '\n')}`,
      ['x-a', '1', 'content-length', '2'],
    ],
  ])('%s', async (_title, bytes, headers) => {
    expect(await askedTwice(bytes)).toMatchObject({ status: 200, headers, body: 'ok', connections: 2 })
  })
})

it.each([
  ['a plain head', GOOD],
  ['a large one', GOOD.replace('x-a: 1', `x-a: ${'y'.repeat(100_000)}`)],
  ['one of UTF-8', GOOD.replace('x-a: 1', 'x-a: \u00e5\u00af\u0086')],
])('the connection of %s is used again', async (_title, bytes) => {
  expect(await askedTwice(bytes)).toMatchObject({ status: 200, body: 'ok', connections: 1 })
})

it.each([
  ['no status', 'HTTP/1.1 OK\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok'],
  ['a name of no header', 'HTTP/1.1 200 OK\r\nx(a): 1\r\n\r\n'],
  ['a head beyond any measure', `HTTP/1.1 200 OK\r\nx-a: ${'y'.repeat(300_000)}\r\n\r\n`],
  ['interim answers without an end', 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(10_000)],
])('%s is refused still', async (_title, bytes) => {
  await expect(askedTwice(bytes)).rejects.toMatchObject({ kind: 'broken' })
})

it('leaves a list that may be written as it is', () => {
  const headers = ['x-a', '\u00e5', 'content-length', '2']
  expect(writable(headers)).toBe(headers)
  expect(isOdd('HTTP/1.1 200 OK\r\nx: y\r\n\r\n')).toBe(false)
})
