/** The daemon's own log: one file per service and one for the rest, as the original names them, rotated by size. */

import { pino } from 'pino'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'
import { redactText } from '../codec/http/redact.ts'
import { visibleText } from '../codec/text/visible-text.ts'
import { makeFolder } from '../store/files/make-folder.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface DaemonLog {
  /** `part` is a service id, or `ui` for everything else. */
  readonly write: (level: LogLevel, part: string, message: string, cause?: unknown) => void
  /** File of a part, relative to the run folder. */
  readonly fileOf: (part: string) => string
  readonly close: () => Promise<void>
}

/** Rotated at this size; as many old files are kept. */
const ROTATE_AT = '10M'
const KEEP_FILES = 3

/** Name of the log file of a part, in the run folder. */
export const logFileName = (part: string): string => (part === 'ui' ? 'ui.log' : `${part}_proxy.log`)

/** Writes below `folder` what is at least as grave as `level`; credentials are taken out. Never throws for a disk that is full. */
export const createLog = (folder: string, level: LogLevel): DaemonLog => {
  makeFolder(folder)
  const streams = new Map<string, RotatingFileStream>()
  const loggers = new Map<string, pino.Logger>()
  const loggerOf = (part: string): pino.Logger => {
    const known = loggers.get(part)
    if (known !== undefined) return known
    const stream = createStream(logFileName(part), { path: folder, size: ROTATE_AT, maxFiles: KEEP_FILES, mode: 0o600 })
    // A full disk must not stop the daemon; the notice about it comes from the journal.
    stream.on('error', () => undefined)
    const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream)
    streams.set(part, stream)
    loggers.set(part, logger)
    return logger
  }
  return {
    write: (at, part, message, cause) => {
      const error = cause instanceof Error ? { error: visibleText(redactText(cause.stack ?? cause.message)) } : {}
      loggerOf(part)[at](error, visibleText(redactText(message)))
    },
    fileOf: logFileName,
    close: async () => {
      await Promise.all(
        [...streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(() => resolve()))),
      )
    },
  }
}

/** Reads `CLP_LOG_LEVEL`; anything unknown is `info`. */
export const logLevelFrom = (value: string | undefined): LogLevel =>
  value === 'debug' || value === 'warn' || value === 'error' ? value : 'info'
