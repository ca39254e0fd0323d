import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { gatherWrites } from './gathered-writes.ts'

const pair = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const near = connect(port, '127.0.0.1')
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [[typeof near], unknown]
  onTestFinished(() => {
    near.destroy()
    far.destroy()
    server.close()
  })
  return { near, far }
}

it('lets what is written within a moment leave at once, in order and whole', async () => {
  const { near, far } = await pair()
  const writes = gatherWrites(near)
  for (const text of ['a', 'b', 'c']) {
    writes.hold()
    near.write(text)
  }
  expect(near.writableLength).toBe(3)
  const [bytes] = (await once(far, 'data')) as [Buffer]
  expect(String(bytes)).toBe('abc')
  writes.hold()
  near.write('d')
  expect(String((await once(far, 'data'))[0])).toBe('d')
})

it('lets go at once when told to', async () => {
  const { near, far } = await pair()
  const writes = gatherWrites(near)
  writes.hold()
  near.write('farewell')
  writes.release()
  near.destroy()
  expect(String((await once(far, 'data'))[0])).toBe('farewell')
  writes.release()
})
