/** Ids of answers and of what is in them. */
import { randomBytes } from 'node:crypto'

/** `digits` hexadecimal digits behind the prefix. */
export const randomId = (prefix: string, digits = 32): string => prefix + randomBytes(digits / 2).toString('hex')
