/** Which token a client is to show: the given one, else the good one that it shows already, else a new one where one is asked for. */
import { isExpired } from '../../codec/text/expiry.ts'
import { hashToken, looksLikeToken } from '../../codec/text/token.ts'
import type { AccessSettings, TokenEntry } from '../../contract/settings.ts'
import { createToken } from '../../store/documents/access-edits.ts'
import type { Attachment } from './attach-journal.ts'

export interface TokenQuestion {
  readonly settings: AccessSettings
  /** Id of the service that is to be shown the token. */
  readonly service: string
  /** Id of the client, of which the name of a new token is made. */
  readonly client: string
  /** What the entry of a new token says about itself. */
  readonly description: string
  /** What stands in the client's file now. */
  readonly present: string | undefined
  /** What the person gave. */
  readonly given: string | undefined
  /** Whether CLP asks for a token there. */
  readonly guarded: boolean
  readonly former: Pick<Attachment, 'tokenName'> | undefined
  /** ms since 1970. */
  readonly now: number
}

export interface ChosenToken {
  readonly shown: string | undefined
  /** True when the file says this very thing already. */
  readonly present: boolean
  readonly kept: {
    /** Entry of a new token that is to be kept. */
    readonly newToken?: TokenEntry
    /** Name of the token that was made before and is still shown. */
    readonly keptToken?: string
  }
}

export const chooseToken = (question: TokenQuestion): ChosenToken => {
  const { settings, service, client, present, given, guarded, former, now } = question
  if (given !== undefined) return { shown: given, present: present === given, kept: {} }
  if (present !== undefined && isGoodToken(settings, { token: present, service, now })) {
    const name = former?.tokenName ?? undefined
    return { shown: present, present: true, kept: name === undefined ? {} : { keptToken: name } }
  }
  if (!guarded) return { shown: undefined, present: present === undefined || !looksLikeToken(present), kept: {} }
  const { token, entry } = createToken({
    name: freeName(`attach-${client}`, settings.tokens),
    description: question.description,
    services: [service],
    now,
  })
  return { shown: token, present: false, kept: { newToken: entry } }
}

export interface ShownToken {
  readonly token: string
  readonly service: string
  /** ms since 1970. */
  readonly now: number
}

/** Whether a token that is shown to the service is let in now. */
export const isGoodToken = (settings: AccessSettings, { token, service, now }: ShownToken): boolean => {
  const hash = hashToken(token)
  return settings.tokens.some(
    (entry) =>
      entry.active &&
      entry.token_hash === hash &&
      !isExpired(entry.expires_at, now) &&
      (entry.services === undefined || entry.services === null || [entry.services].flat().includes(service)),
  )
}

const freeName = (name: string, tokens: readonly Pick<TokenEntry, 'name'>[]): string => {
  const taken = new Set(tokens.map((token) => token.name))
  const numbered = Array.from({ length: taken.size + 1 }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`))
  return numbered.find((one) => !taken.has(one)) ?? name
}
