// One client on a socket of its own: sends what it is given, reads what comes, keeps its beginning only, and leaves when it has waited enough.
import { connect } from 'node:net'
import { writeAll } from './write-all.mjs'

const KEPT = 4096

/** Resolves with `told` (status and CLP's words, empty for none), the bytes that went, and whether the client left by itself. */
export const askRaw = (port, pieces, patienceMs) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let beginning = ''
    let sent = 0
    let left = false
    const timer = setTimeout(() => {
      left = true
      socket.destroy()
    }, patienceMs)
    socket.on('data', (chunk) => {
      if (beginning.length < KEPT) beginning += chunk.toString('latin1', 0, KEPT)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve({ told: toldBy(beginning), sent, left })
    })
    socket.on('connect', () => void writeAll(socket, pieces, (bytes) => (sent += bytes)))
  })

const toldBy = (beginning) => {
  const status = /^HTTP\/1\.1 (\d+)/.exec(beginning)?.[1]
  if (status === undefined) return ''
  const words = /^x-clp-problem: (.*)$/im.exec(beginning)?.[1]
  const sentence = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(beginning)?.[1]
  return [status, words?.trim(), words === undefined && status < '400' ? undefined : sentence].filter(Boolean).join(' ')
}
