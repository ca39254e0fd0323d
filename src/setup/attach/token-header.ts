/**
 * The header that shows CLP's token beside the login of the client itself, which may stand in any header that keys have; written as
 * lines of `name: value`, the form in which clients take headers of the person's own.
 */
import { looksLikeToken } from '../../codec/text/token.ts'

/** CLP looks here first, and takes it out of what goes on. */
export const TOKEN_HEADER = 'X-CLP-Token'

/** The lines with the token in them, and with no other one of CLP's. */
export const withHeader = (lines: string | undefined, token: string): string =>
  [...(lines ?? '').split('\n').filter((line) => line !== '' && !isTokenLine(line)), `${TOKEN_HEADER}: ${token}`].join(
    '\n',
  )

/** The token of CLP in such lines. */
export const shownIn = (lines: string | undefined): string | undefined => {
  const value = (lines ?? '')
    .split('\n')
    .find(isTokenLine)
    ?.replace(/^[^:]*:\s*/, '')
    .trim()
  return value !== undefined && looksLikeToken(value) ? value : undefined
}

const isTokenLine = (line: string): boolean =>
  line.slice(0, line.indexOf(':')).trim().toLowerCase() === TOKEN_HEADER.toLowerCase()
