/** Masking in a CLP of processes of its own: what it writes anywhere, says on its outputs or exports holds none of the secrets. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createClpWorld } from '../../kit/clp-process.ts'
import { startFakeUpstream } from '../../kit/fake-upstream.ts'
import { ENV, KEY, PASSWORD } from '../../kit/masking.ts'

const SECRETS = [KEY, PASSWORD, 'Sirius-Nordlicht']

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))

const holding = (bytes: Buffer | string): readonly string[] => SECRETS.filter((secret) => bytes.includes(secret))

test('no file, output, event or export of its processes holds a secret', { timeout: 120_000 }, async () => {
  const behind = await startFakeUpstream(async (request, reply) => {
    const text = (await request.body()).toString('utf8')
    reply.head(200, ['content-type', 'application/json'])
    reply.end(
      JSON.stringify({
        type: 'message',
        content: [{ type: 'text', text }],
        usage: { input_tokens: 1, output_tokens: 1 },
      }),
    )
  })
  const world = createClpWorld()
  try {
    const outputs: string[] = []
    const run = async (...argv: string[]): Promise<string> => {
      const { out, err } = await world.run(argv)
      outputs.push(out, err)
      return out
    }
    await run('add', 'claude', 'main', '--base-url', behind.url)
    await world.run(['config', 'put', 'mask', '-'], {
      input: JSON.stringify({ enabled: true, values: ['Sirius-Nordlicht'] }),
    })
    await run('start')
    const { ui } = world.runFile().addresses
    const events: string[] = []
    const socket = new WebSocket(`${ui.replace('http', 'ws')}/ws/realtime?chunks=1`)
    socket.on('message', (data) => events.push(String(data)))
    await new Promise((resolve) => socket.once('open', resolve))
    for (const path of ['/v1/messages', '/v1/messages/count_tokens', '/v1/unknown?a=1']) {
      const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: `${ENV} Sirius-Nordlicht` }] })
      const answer = await fetch(world.address('claude') + path, { method: 'POST', body })
      expect(JSON.parse(JSON.parse(await answer.text()).content[0].text).messages[0].content).toBe(
        `${ENV} Sirius-Nordlicht`,
      )
    }
    // A body that cannot be read, and one that is made to be searched for ever, are refused without a word of them.
    for (const body of [`{"a":"${KEY}"`, JSON.stringify({ a: `${KEY} ${'-eyJ'.repeat(100_000)}` })]) {
      const refused = await fetch(`${world.address('claude')}/v1/messages`, { method: 'POST', body })
      expect([refused.status, holding(await refused.text())]).toEqual([400, []])
    }
    for (const format of ['jsonl', 'har']) await run('logs', 'export', '--format', format)
    for (const words of [
      'logs --json',
      'usage --json',
      'status --json',
      'filter list --json',
      'mask status --json',
      'config show mask',
      'doctor',
    ])
      await run(...words.split(' '))
    for (const path of [
      '/api/usage',
      '/api/status',
      '/api/filters/mask',
      '/api/documents/mask',
      '/api/export',
      '/api/masking',
    ])
      outputs.push(await (await fetch(ui + path)).text())
    await expect
      .poll(() => events.filter((event) => event.includes('request_completed')).length)
      .toBeGreaterThanOrEqual(5)
    socket.terminate()
    await run('stop')
    for (const request of behind.seen) expect(holding(await request.body())).toEqual([])
    for (const text of [...outputs, ...events])
      expect([holding(text), text.slice(0, 200)]).toEqual([[], text.slice(0, 200)])
    // Beside the home nothing is written; in it the words stand in their own document only.
    for (const file of filesBelow(dirname(world.home))) {
      const own = file.endsWith('mask.json') ? ['Sirius-Nordlicht'] : []
      expect([file, holding(readFileSync(file))]).toEqual([file, own])
    }
  } finally {
    world.end()
    await behind.close()
  }
})
