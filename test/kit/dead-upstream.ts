/** An address that is certain to refuse: a port that was bound, so that it is ours, and closed again. */
import { createServer } from 'node:net'
import { listen } from './fake-upstream.ts'

/** `http://127.0.0.1:port` where nothing listens. */
export const deadUpstream = async (): Promise<string> => {
  const server = createServer()
  const port = await listen(server)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return `http://127.0.0.1:${port}`
}
