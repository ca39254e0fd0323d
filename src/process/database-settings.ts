/** Which shared database the environment names, if any. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Environment } from './options.ts'

export interface DatabaseSettings {
  /** Address of the PostgreSQL, with name and password. */
  readonly url: string
  /** The variable that named it, for people: the address itself is a secret. */
  readonly variable: string
  /** What this node is called beside its records. */
  readonly node: string
}

const URL_VARIABLE = 'CLP_DATABASE_URL'
const FILE_VARIABLE = 'CLP_DATABASE_URL_FILE'

/** Undefined where CLP keeps its log in the home. Throws when the file that holds the address cannot be read. */
export const databaseSettings = (environment: Environment): DatabaseSettings | undefined => {
  const node = environment['CLP_NODE_NAME'] || hostname()
  const url = environment[URL_VARIABLE]
  if (url !== undefined && url !== '') return { url, variable: URL_VARIABLE, node }
  const file = environment[FILE_VARIABLE]
  if (file === undefined || file === '') return undefined
  return { url: textOf(file).trim(), variable: FILE_VARIABLE, node }
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const system = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Error(`Cannot read the address of the database from "${file}" (${FILE_VARIABLE}): ${system}`, {
      cause: error,
    })
  }
}
