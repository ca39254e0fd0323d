/** Checks of the home and what lies in it. */
import { accessSync, chmodSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemReason } from '../../store/files/document-file.ts'
import { readableByOthers } from '../../store/files/home-modes.ts'
import { faultInRecords } from '../../store/open-record-store.ts'
import { defineCheck } from './check.ts'

export const homeWritable = defineCheck('home-writable', ({ cli }, found) =>
  [cli.home.root, cli.home.data, cli.home.run].filter(existsSync).flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [found('error', 'unwritable', { path, reason: 'ENOTDIR' })]
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
      return []
    } catch (error) {
      return [found('error', 'unwritable', { path, reason: systemReason(error) })]
    }
  }),
)

export const homePermissions = defineCheck('home-permissions', ({ cli, platform }, found) =>
  readableByOthers(cli.home, platform).map((file) =>
    found('warning', 'open', { file }, async () => chmodSync(file, statSync(file).mode & 0o700)),
  ),
)

export const diskSpace = defineCheck('disk-space', async ({ cli, littleSpace }, found) => {
  const path = nearestFolder(cli.home.root)
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  return free < littleSpace ? [found('warning', 'low', { path, free: megabytes(free) })] : []
})

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`

const nearestFolder = (path: string): string => (existsSync(path) ? path : nearestFolder(dirname(path)))

/** A log file is rotated at 10 MB; what is larger belongs to something else, bytes. */
const LARGE_LOG = 64 * 1024 * 1024
/** A database of this size makes searching slow, bytes. */
const LARGE_DATABASE = 2 * 1024 * 1024 * 1024

export const logSize = defineCheck('log-size', ({ cli }, found) => {
  const logs = namesIn(cli.home.run)
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(cli.home.run, name))
  return [
    ...logs.map((file) => ({ file, kind: 'log', limit: LARGE_LOG }) as const),
    { file: cli.home.database, kind: 'database', limit: LARGE_DATABASE } as const,
  ].flatMap(({ file, kind, limit }) => {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    return size > limit ? [found('warning', kind, { file, size: megabytes(size) })] : []
  })
})

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : [])

export const database = defineCheck('database', async ({ cli }, found) => {
  const file = cli.home.database
  const reason = await faultInRecords(file)
  return reason === undefined ? [] : [found('error', 'damaged', { file, reason })]
})
