/** The version in package.json: the one place that knows it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Reads the version of this very package, whether it runs from `src` or `dist`. */
export const packageVersion = (): string =>
  z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version
