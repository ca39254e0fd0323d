/** The run file (`run/clp.pid`): how other processes find the daemon, prove that it is the one, and are let in. */
import { readFileSync, rmSync } from 'node:fs'
import { hasFields } from '../contract/fields.ts'
import type { ServiceInfo } from '../contract/service.ts'

/** Where a daemon listens. */
export interface Addresses {
  readonly services: ServiceInfo[]
  /** Where the UI and the admin API listen, for example `http://127.0.0.1:3300`. */
  readonly ui: string
}

export interface RunFile {
  readonly pid: number
  /** See `ProcessIdentity`. */
  readonly mark: string
  /** Random name of this one run; the admin API reports the same. */
  readonly instance: string
  /** Shown in `x-clp-control` by those who may command the daemon: whoever can read this file. */
  readonly controlKey: string
  readonly addresses: Addresses
  readonly version: string
  /** ms since 1970. */
  readonly startedAt: number
}

/** The run file as it stands, or undefined when there is none that can be read. Says nothing about who still lives. */
export const readRunFile = (file: string): RunFile | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRunFile(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Removes the run file if it is this run's own. */
export const removeRunFile = (file: string, instance: string): void => {
  if (readRunFile(file)?.instance === instance) rmSync(file, { force: true })
}

const isRunFile = (value: unknown): value is RunFile =>
  hasFields(value, {
    pid: 'number',
    mark: 'string',
    instance: 'string',
    controlKey: 'string',
    addresses: 'object',
    version: 'string',
    startedAt: 'number',
  }) &&
  Number.isInteger(value.pid) &&
  value.pid > 0 &&
  isAddresses(value.addresses)

/** Whether a value from another process says where a daemon listens. */
export const isAddresses = (value: unknown): value is Addresses =>
  hasFields(value, { services: 'object', ui: 'string' }) &&
  Array.isArray(value.services) &&
  value.services.every(isServiceInfo)

const isServiceInfo = (value: unknown): value is ServiceInfo =>
  hasFields(value, { id: 'string', label: 'string', client: 'string', address: 'string', port: 'number' })
