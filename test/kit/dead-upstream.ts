/**
 * An address that is certain to refuse. A port below the range from which the system gives ports away: one that was bound and closed
 * again can be given to the next test, whose program then gets the requests meant for nobody.
 */
import { connect } from 'node:net'

const LOWEST = 2
const HIGHEST = 1000

/** `http://127.0.0.1:port` where nothing listens. Throws when something listens wherever it looks. */
export const deadUpstream = async (): Promise<string> => {
  for (let tries = 0; tries < 20; tries += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await refuses(port)) return `http://127.0.0.1:${port}`
  }
  throw new Error('Cannot find a port of this machine that refuses')
}

const refuses = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', () => resolve(true))
  })
