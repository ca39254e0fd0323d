/** The run file (`run/clp.pid`): how other processes find the daemon, prove that it is the one, and are let in. */
import { readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { serviceInfoSchema } from '../contract/service.ts'

export const addressesSchema = z.object({
  services: z.array(serviceInfoSchema),
  /** Where the UI and the admin API listen, for example `http://127.0.0.1:3300`. */
  ui: z.string(),
})

/** Where a daemon listens. */
export type Addresses = z.infer<typeof addressesSchema>

export const runFileSchema = z.object({
  pid: z.number().int().positive(),
  /** See `ProcessIdentity`. */
  mark: z.string(),
  /** Random name of this one run; the admin API reports the same. */
  instance: z.string(),
  /** Shown in `x-clp-control` by those who may command the daemon: whoever can read this file. */
  controlKey: z.string(),
  addresses: addressesSchema,
  version: z.string(),
  /** ms since 1970. */
  startedAt: z.number(),
})

export type RunFile = z.infer<typeof runFileSchema>

/** The run file as it stands, or undefined when there is none that can be read. Says nothing about who still lives. */
export const readRunFile = (file: string): RunFile | undefined => {
  try {
    return runFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Removes the run file if it is this run's own. */
export const removeRunFile = (file: string, instance: string): void => {
  if (readRunFile(file)?.instance === instance) rmSync(file, { force: true })
}
