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
