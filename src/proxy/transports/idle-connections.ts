/** Connections that are kept while nobody uses them: which of them must not be used again. */
import type { Agent, ClientRequest } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Closes a kept connection as soon as its server says something on it that nobody asked for: a 408, which announces its end. Node drops
 * such bytes, and the next request would run into the end.
 */
export const closeWhenSpoken = <Pool extends Agent>(agent: Pool): Pool => {
  agent.on('free', (socket: Socket) => socket.on('data', hangUp))
  const reuse = agent.reuseSocket
  agent.reuseSocket = (socket: Socket, request: ClientRequest): void => {
    socket.off('data', hangUp)
    reuse.call(agent, socket, request)
  }
  return agent
}

function hangUp(this: Socket): void {
  this.destroy()
}

/** Closes what is kept to one endpoint, so that the next request to it gets a new connection. */
export const closeIdleTo = (agent: Agent, { host, port }: { readonly host: string; readonly port: number }): void => {
  // How node names its pools: https://nodejs.org/api/http.html#agentgetnameoptions
  const name = `${host}:${port}:`
  for (const [pool, sockets] of Object.entries(agent.freeSockets)) {
    if (pool.startsWith(name)) for (const socket of [...(sockets ?? [])]) socket.destroy()
  }
}
