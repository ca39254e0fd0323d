// Clients by the thousand: opened and dropped at once, or idle beside one that works.
import { once } from 'node:events'
import { connect } from 'node:net'
import { openFiles } from '../kit/process-facts.mjs'
import { pause, until } from '../kit/wait.mjs'

export const manyClients = async ({ daemon, serves, recovers }, report, idleCount) => {
  const dropped = await crowd(daemon.claude, 1000)
  for (const socket of dropped) socket.resetAndDestroy()
  report.check('1,000 connections at once, opened and dropped', await soon(serves))
  const idle = await crowd(daemon.claude, idleCount)
  await pause(500)
  const held = openFiles(daemon.pid).sockets
  report.check(`serves beside ${idleCount} idle connections`, await soon(serves), `${held} sockets held`)
  for (const socket of idle) socket.destroy()
  await recovers()
}

const soon = (serves) =>
  until(serves, { what: 'CLP serves', stepMs: 100 }).then(
    () => true,
    () => false,
  )

const crowd = async (port, count) => {
  const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])))
  return sockets
}
