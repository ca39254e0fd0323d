/** Where a daemon listens and how it behaves, read from the environment in one place. */
import type { ClientService } from '../proxy/exchange/service.ts'

/** Where a listener binds, and what sets it. */
export interface Binding {
  readonly host: string
  /** 0 means any free port. */
  readonly port: number
  /** Environment variables that set host and port. */
  readonly hostVariable: string
  readonly portVariable: string
}

export type Environment = Readonly<Record<string, string | undefined>>

const LOOPBACK = '127.0.0.1'
const UI_PORT = 3300

/** Throws when `CLP_UI_PORT` is no port. */
export const uiBinding = (environment: Environment): Binding => ({
  host: environment['CLP_UI_HOST'] || LOOPBACK,
  port: portFrom(environment, 'CLP_UI_PORT', UI_PORT),
  hostVariable: 'CLP_UI_HOST',
  portVariable: 'CLP_UI_PORT',
})

/** How a daemon leaves a balancer: both in ms. */
export interface DrainLimits {
  /** How long it goes on accepting, so that balancers find out at `/readyz`. */
  readonly delayMs: number
  /** Longest wait for running requests after that. */
  readonly timeoutMs: number
}

/** Without a balancer, on a signal: nobody has to find out, and whoever sent it waits. */
export const SIGNAL_LIMITS: DrainLimits = { delayMs: 0, timeoutMs: 10_000 }
/** When somebody asks to drain: a balancer looks every few seconds, and a stream may take minutes. */
export const DRAIN_LIMITS: DrainLimits = { delayMs: 5000, timeoutMs: 600_000 }

const LONGEST_DRAIN_SECONDS = 3600

/** What `CLP_DRAIN_DELAY` and `CLP_DRAIN_SECONDS` say, else `usual`. Throws when one is no number of seconds up to an hour. */
export const drainLimits = (environment: Environment, usual: DrainLimits): DrainLimits => ({
  delayMs: millisecondsFrom(environment, 'CLP_DRAIN_DELAY') ?? usual.delayMs,
  timeoutMs: millisecondsFrom(environment, 'CLP_DRAIN_SECONDS') ?? usual.timeoutMs,
})

const millisecondsFrom = (environment: Environment, variable: string): number | undefined => {
  const text = environment[variable]
  if (text === undefined || text === '') return undefined
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (seconds <= LONGEST_DRAIN_SECONDS) return Math.round(seconds * 1000)
  throw new Error(`Cannot use "${text}" from ${variable}: give a number of seconds from 0 to ${LONGEST_DRAIN_SECONDS}`)
}

/** Throws when the service's port variable is no port. */
export const serviceBinding = (environment: Environment, service: ClientService): Binding => ({
  host: environment['CLP_PROXY_HOST'] || LOOPBACK,
  port: portFrom(environment, service.portVariable, service.port),
  hostVariable: 'CLP_PROXY_HOST',
  portVariable: service.portVariable,
})

/** Throws when the variable is set to something that is no port. */
const portFrom = (environment: Environment, variable: string, fallback: number): number => {
  const text = environment[variable]
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`Cannot use "${text}" from ${variable} as a port: give a whole number from 0 to 65535`)
}
