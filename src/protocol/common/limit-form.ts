/** How clients of a protocol are told of limits: at an answer that is refused because of one, and below one. */
import type { RawHeaders } from '../../contract/exchange.ts'

/** A limit that is reached. */
export interface LimitReached {
  /** The sentence as it may stand in a header: ASCII, without a full stop at its end. */
  readonly sentence: string
  /** When it starts again, in seconds since 1970; undefined when it does not. */
  readonly resetsAt: number | undefined
  /** The same from now on; at least 1. */
  readonly resetsInSeconds: number | undefined
  readonly period: 'daily' | 'weekly' | 'monthly' | undefined
}

/** A limit that is not. */
export interface LimitToday {
  /** Share of it that is used, from 0. May be 1 and more where nothing is refused. */
  readonly used: number
  /** The highest threshold that is passed. */
  readonly threshold: number | undefined
  /** Seconds since 1970. */
  readonly resetsAt: number | undefined
  /** Length of its period; undefined for one that never ends. */
  readonly minutes: number | undefined
}

export interface LimitForm {
  /** Headers by which the protocol's clients warn by themselves. The fullest limit comes first. `nudge`: whether they may be told all of it. */
  readonly headers: (limits: readonly LimitToday[], nudge: boolean) => RawHeaders
  /** Whether an upstream's header of this name (in small letters) tells of the upstream's own limits. */
  readonly isUpstreams: (name: string) => boolean
}
