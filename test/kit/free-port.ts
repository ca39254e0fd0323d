/** A port of loopback on which nobody listened a moment ago. */
import { createServer } from 'node:net'
import { listen } from './fake-upstream.ts'

export const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
