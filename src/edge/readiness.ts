/** What balancers and orchestrators ask at `/readyz` on every port: whether this daemon wants requests. Pure. */
import type { Readiness } from '../contract/api/daemon.ts'

/**
 * `starting`: not every port listens yet; `draining`: it answers what comes and will end. Never because of anything beyond this process: a
 * database that is away is away for all nodes at once, and every one of them can serve.
 */
export type ReadyState = 'starting' | 'ready' | 'draining'

export interface ReadyAnswer {
  readonly status: 200 | 503
  readonly body: Readiness
}

export const readyAnswer = (state: ReadyState): ReadyAnswer => ({
  status: state === 'ready' ? 200 : 503,
  body: { ready: state === 'ready', draining: state === 'draining' },
})
