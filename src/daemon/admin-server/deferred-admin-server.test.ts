import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createTempHome } from '../../../test/kit/temp-home.ts'
import { createDaemon, type Daemon } from '../daemon.ts'

const FREE = { CLP_CLAUDE_PORT: '0', CLP_CODEX_PORT: '0', CLP_UI_PORT: '0' }

const start = async (): Promise<{ readonly daemon: Daemon; readonly root: string }> => {
  const { root } = createTempHome({})
  const daemon = await createDaemon({ home: root, environment: FREE })
  onTestFinished(() => daemon.close(0))
  return { daemon, root }
}

const firstMessage = (address: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${address}/ws/realtime`)
    onTestFinished(() => socket.terminate())
    socket.once('message', (data) => resolve(String(data)))
    socket.once('error', reject)
  })

it('lets nobody wait in vain who knocks before the window is loaded', async () => {
  const { daemon } = await start()
  const service = daemon.services[0]?.address ?? ''
  const [status, ...snapshots] = await Promise.all([
    fetch(`${daemon.ui}/api/status`),
    firstMessage(daemon.ui),
    firstMessage(service),
  ])
  expect(status.status).toBe(200)
  for (const text of snapshots) expect(text).toContain('"type":"snapshot"')
})

it('is not loaded into a daemon that has closed by then', async () => {
  const { daemon, root } = await start()
  await daemon.close(0)
  // Where a window that cannot be loaded is complained about.
  expect(existsSync(join(root, 'run/ui.log'))).toBe(false)
})

it('ends the connection of a viewer that has left while it waited', async () => {
  const { daemon } = await start()
  const socket = new WebSocket(`${daemon.ui}/ws/realtime`)
  socket.on('error', () => undefined)
  socket.terminate()
  expect((await fetch(`${daemon.ui}/health`)).status).toBe(200)
})
