/** The key that makes placeholders: 32 random bytes in a file of the home that nobody else may read, and that no export holds. */
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const KEY_BYTES = 32

/** The file is there and is no key. */
export class MaskKeyError extends Error {
  /** Absolute path. */
  readonly file: string

  constructor(file: string, cause?: unknown) {
    super(`Cannot use "${file}" as the key of placeholders: it must hold ${KEY_BYTES} bytes`, { cause })
    this.name = 'MaskKeyError'
    this.file = file
  }
}

/**
 * Reads the key; makes it where there is none. Two that make it at once get the same. Throws `MaskKeyError` where it cannot be read or has
 * another size: a new one would give every secret a new placeholder.
 */
export const readMaskKey = (file: string): Buffer => {
  try {
    return checked(file, readFileSync(file))
  } catch (error) {
    if (!isMissing(error)) throw error instanceof MaskKeyError ? error : new MaskKeyError(file, error)
  }
  const made = randomBytes(KEY_BYTES)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const handle = openSync(file, 'wx', 0o600)
    writeSync(handle, made)
    closeSync(handle)
    return made
  } catch (error) {
    if (!isThere(error)) throw new MaskKeyError(file, error)
    return checked(file, readFileSync(file))
  }
}

const checked = (file: string, bytes: Buffer): Buffer => {
  if (bytes.length !== KEY_BYTES) throw new MaskKeyError(file)
  return bytes
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'
const isThere = (error: unknown): boolean => codeOf(error) === 'EEXIST'
