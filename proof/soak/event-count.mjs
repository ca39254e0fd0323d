// Listens to CLP's live events as a browser does, and keeps count: every request that began must end exactly once.
import { WebSocket } from 'ws'

/** Opens a live socket. `chunks: false` hears only what begins and ends, and is never too slow for that. */
export const openEventCount = async (daemon, { chunks = false } = {}) => {
  const begun = new Map()
  const ended = new Map()
  const problems = []
  let last
  let gaps = 0
  let heard = 0
  const socket = new WebSocket(`${daemon.ui.replace('http', 'ws')}/ws/realtime${chunks ? '' : '?chunks=0'}`)
  socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    heard += 1
    if (message.seq !== undefined) {
      if (last !== undefined && message.type !== 'snapshot' && message.seq !== last + 1) gaps += 1
      last = message.seq
    }
    if (message.type === 'request_started') begun.set(message.request_id, (begun.get(message.request_id) ?? 0) + 1)
    if (message.type !== 'request_completed') return
    const before = ended.get(message.request_id)
    if (before !== undefined) problems.push(`${message.request_id} ended twice`)
    if (!begun.has(message.request_id)) problems.push(`${message.request_id} ended without a beginning`)
    ended.set(message.request_id, {
      attempts: message.attempts,
      success: message.success,
      usage: message.usage,
      status: message.status_code,
    })
  })
  let closed = false
  socket.on('close', (code) => {
    if (!closed) problems.push(`the live socket was closed (${code})`)
  })
  socket.on('error', (error) => problems.push(error.message))
  await new Promise((resolve) => socket.once('open', resolve))
  return {
    begun,
    ended,
    problems,
    gaps: () => gaps,
    heard: () => heard,
    /** Requests that have begun and not ended. */
    open: () => [...begun.keys()].filter((id) => !ended.has(id)),
    close: () => {
      closed = true
      return new Promise((resolve) => {
        socket.once('close', resolve)
        socket.close()
      })
    },
  }
}
