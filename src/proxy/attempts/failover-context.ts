/** What a series of attempts is made with: what each attempt needs, and what decides who is next. */
import type { BalancingSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { AttemptContext } from './attempt.ts'
import type { Conversations } from './conversations.ts'

export interface FailoverContext extends AttemptContext {
  readonly deps: ProxyDeps
  readonly settings: BalancingSettings
  /** Upstreams of the service. */
  readonly pool: readonly Upstream[]
  readonly conversations: Conversations
  /** The model that an upstream would be asked for, where the client or a budget (`instead`) has named this one. */
  readonly modelAt: (upstream: Upstream, instead?: string) => string | undefined
}
