import { afterEach, expect, it, vi } from 'vitest'
import { createWorkerLink, type LinkOptions, type WorkerLink } from './worker-link.ts'

interface Calls {
  readonly echo: (value: string) => string
  readonly fail: () => undefined
  readonly die: () => undefined
  readonly never: () => undefined
}

/** Answers like `serve-calls.ts`, dies on demand, and tells how often its kind was greeted. */
const entry = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    let greeting = ''
    parentPort.on('message', ({ call, cancel, method, args }) => {
      if (cancel !== undefined) parentPort.postMessage({ reply: cancel, error: 'cancelled', name: 'Error' })
      if (method === 'greet') { greeting = args[0]; parentPort.postMessage({ reply: call, value: undefined }) }
      if (method === 'echo') parentPort.postMessage({ reply: call, value: greeting + args[0] })
      if (method === 'fail') parentPort.postMessage({ reply: call, error: 'no', name: 'Refusal' })
      if (method === 'die') process.exit(3)
    })
  `)}`,
)

let link: WorkerLink<Calls>
afterEach(() => link.stop())
const connect = (more: Pick<LinkOptions, 'died' | 'restMs'> = {}): WorkerLink<Calls> => {
  let threads = 0
  link = createWorkerLink<Calls>({
    entry,
    greeting: () => {
      threads += 1
      return { method: 'greet', args: [`thread ${threads}: `] }
    },
    ...more,
  })
  return link
}

it('greets before the first call and answers each call once', async () => {
  connect()
  expect(await Promise.all([link.call('echo', ['a']), link.call('echo', ['b'])])).toEqual([
    'thread 1: a',
    'thread 1: b',
  ])
  await expect(link.call('fail', [])).rejects.toMatchObject({ name: 'Refusal', message: 'no' })
})

it('fails the running calls of a thread that dies, and starts another for the next', async () => {
  const reasons: string[] = []
  connect({ died: (reason) => reasons.push(reason) })
  const waiting = link.call('never', [])
  await expect(link.call('die', [])).rejects.toThrow('ended unexpectedly (code 3)')
  await expect(waiting).rejects.toThrow('ended unexpectedly (code 3)')
  expect(reasons).toHaveLength(1)
  expect(await link.call('echo', ['again'])).toBe('thread 2: again')
})

it('cancels a call with the reason of the signal, before or after it was made', async () => {
  connect()
  const controller = new AbortController()
  const call = link.call('never', [], { signal: controller.signal })
  await link.call('echo', ['made'])
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  await expect(link.call('echo', ['x'], { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
})

it('fails running calls when it is stopped', async () => {
  connect()
  const call = link.call('never', [])
  call.catch(() => undefined)
  await link.stop()
  await expect(call).rejects.toThrow('the log database was closed')
})

it('lets a thread rest that nobody asks, and starts another for the next call', async () => {
  const reasons: string[] = []
  connect({ restMs: 1, died: (reason) => reasons.push(reason) })
  expect(await link.call('echo', ['a'])).toBe('thread 1: a')
  await vi.waitFor(async () => expect(await link.call('echo', ['b'])).toMatch(/^thread [23456789]: b$/), 10_000)
  expect(reasons).toEqual([])
})

it('does not rest while a call is running', async () => {
  connect({ restMs: 1 })
  const never = link.call('never', [])
  never.catch(() => undefined)
  expect(await link.call('echo', ['a'])).toBe('thread 1: a')
  await link.call('echo', ['b'])
  await new Promise((resolve) => setImmediate(resolve))
  expect(await link.call('echo', ['c'])).toBe('thread 1: c')
})
