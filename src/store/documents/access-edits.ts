/**
 * Changes to the text of `auth.json`, one function per act: each takes the present text and gives the new one, in which
 * everything that was not meant stays byte for byte. For `ConfigStore.update`; pure but for the random token.
 */
import { appendJson, childOf, findJson } from '../../codec/json/json-text.ts'
import { generateToken, hashToken, tokenPrefix } from '../../codec/text/token.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { EditReason } from '../../contract/reason/request-reasons.ts'
import type { TokenEntry } from '../../contract/settings.ts'
import { dropElement, editObject, put } from '../config/json-edit.ts'

/** A token cannot be changed: there is none of that name, or there is one already. */
export class TokenEditError extends Error {
  readonly kind: 'unknown' | 'taken'

  readonly reason: EditReason

  constructor(kind: 'unknown' | 'taken', name: string) {
    const reason: EditReason = { code: `token-${kind}`, params: { name } }
    super(inEnglish(reason))
    this.reason = reason
    this.name = 'TokenEditError'
    this.kind = kind
  }
}

export interface TokenPlan {
  readonly name: string
  readonly description?: string
  /** Whose it is. */
  readonly owner?: string
  /** As it is to be written; null or absent: never. */
  readonly expiresAt?: string | null
  /** Service ids and `ui`; absent: all, also those that are added later. */
  readonly services?: readonly string[]
  /** ms since 1970. */
  readonly now: number
}

/** A new token and the entry that stands for it. The token itself is in no file: show it once. */
export const createToken = (plan: TokenPlan): { readonly token: string; readonly entry: TokenEntry } => {
  const token = generateToken()
  const entry: TokenEntry = {
    name: plan.name,
    token_hash: hashToken(token),
    token_prefix: tokenPrefix(token),
    description: plan.description ?? '',
    ...(plan.owner === undefined || plan.owner === '' ? {} : { owner: plan.owner }),
    created_at: new Date(plan.now).toISOString(),
    expires_at: plan.expiresAt ?? null,
    active: true,
    ...(plan.services === undefined ? {} : { services: [...plan.services] }),
  }
  return { token, entry }
}

/** The global switch. */
export const switchAccess = (text: string, on: boolean): string => change(text, (plain) => put(plain, ['enabled'], on))

/** The switch of one service, or of `ui`. */
export const switchService = (text: string, service: string, on: boolean): string =>
  change(text, (plain) => put(plain, ['services', service], on))

/** Throws `TokenEditError` when the name is taken. */
export const addToken = (text: string, entry: TokenEntry): string =>
  change(text, (plain) => {
    if (indexesOf(plain, entry.name).length > 0) throw new TokenEditError('taken', entry.name)
    return appendJson(plain, ['tokens'], entry)
  })

/** Throws `TokenEditError` when there is none of that name. */
export const setTokenActive = (text: string, name: string, active: boolean): string =>
  patchToken(text, name, { active })

/** Throws `TokenEditError` when there is none of that name. All entries of the name go: a removed token must not live on. */
export const removeToken = (text: string, name: string): string =>
  change(text, (plain) =>
    existing(plain, name).reduceRight((part, index) => dropElement(part, ['tokens', index]), plain),
  )

export type TokenChange = Partial<
  Pick<TokenEntry, 'name' | 'description' | 'owner' | 'expires_at' | 'services' | 'active'>
>

/** Throws `TokenEditError` when there is none of that name, or the new name is taken. */
export const patchToken = (text: string, name: string, fields: TokenChange): string =>
  change(text, (plain) => {
    const indexes = existing(plain, name)
    if (fields.name !== undefined && fields.name !== name && indexesOf(plain, fields.name).length > 0) {
      throw new TokenEditError('taken', fields.name)
    }
    const given = Object.entries(fields).filter(([, value]) => value !== undefined)
    return indexes.reduce(
      (whole, index) => given.reduce((part, [key, value]) => put(part, ['tokens', index, key], value), whole),
      plain,
    )
  })

const change = (text: string, edit: (plain: string) => string): string => editObject('"auth.json"', text, edit)

const existing = (text: string, name: string): readonly number[] => {
  const indexes = indexesOf(text, name)
  if (indexes.length === 0) throw new TokenEditError('unknown', name)
  return indexes
}

/** The text is read once, however many tokens there are. */
const indexesOf = (text: string, name: string): readonly number[] =>
  (findJson(text, ['tokens'])?.children ?? []).flatMap((entry, index) =>
    childOf(entry, 'name')?.value === name ? [index] : [],
  )
