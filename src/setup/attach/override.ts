/** Looks for what wins over the address and the credential that attaching writes: in files of every kind that clients read, and in the shell. */

import { dirname, join, resolve } from 'node:path'
import { parse as parseJson } from 'jsonc-parser'
import { isObject } from '../../codec/json/is-object.ts'
import { looksLikeToken } from '../../codec/text/token.ts'
import type { ClientContext, ClientSetup, Override } from './client-setup.ts'
import { withoutGatewayShape } from './gateway-shape.ts'

/** Stands where a client wants a credential and CLP asks for none. */
export const NOBODY = '-'

/** Whether a client's own login is sent: nothing stands in its place, or a credential of the person's own. */
export const loginOf = (credential: string | undefined): 'own' | 'replaced' =>
  credential !== undefined && (credential === NOBODY || looksLikeToken(credential)) ? 'replaced' : 'own'

/** A key in the file of a client, and what it does to the client when it says something that CLP did not write. */
export interface OverridingKey {
  readonly path: readonly string[]
  readonly kind: Override['kind']
}

/** The value of a JSON file at a path; undefined also where the text is none. Comments and trailing commas are passed over. */
export const jsonValue = (text: string | undefined, path: readonly string[]): unknown =>
  text === undefined ? undefined : valueAt(parseJson(text, [], { allowTrailingComma: true }), path)

/** The value below a path of keys. */
export const valueAt = (whole: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), whole)

/** What a file with these values does to the client. */
export const overridesIn = (
  whole: unknown,
  file: string,
  { keys, isMeant }: { readonly keys: readonly OverridingKey[]; readonly isMeant: (value: string) => boolean },
): readonly Override[] =>
  keys.flatMap(({ path, kind }) => {
    const value = valueAt(whole, path)
    return isSet(value) && !(typeof value === 'string' && isMeant(value)) ? [{ kind, file, key: path.join('.') }] : []
  })

/** Switches are off when they say so in words. */
const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== '' && value !== '0' && value !== 'false'

/** Whether a value is one that CLP writes: where it should go, its token, or nobody's. */
export const isOurs =
  ({ address }: Pick<ClientContext, 'address'>) =>
  (value: string): boolean =>
    withoutGatewayShape(value) === NOBODY || looksLikeToken(value) || value.replace(/\/v1\/?$/, '') === address

/** The folder and those above it, the innermost first. */
export const foldersUpwards = (folder: string | undefined): readonly string[] => {
  if (folder === undefined) return []
  const folders = [resolve(folder)]
  for (let at = resolve(folder); dirname(at) !== at; at = dirname(at)) folders.push(dirname(at))
  return folders
}

/** Where programs of a machine are managed by its owner, by system. */
export const managedFolder = (
  names: Readonly<Record<'darwin' | 'win32' | 'other', readonly string[]>>,
  platform: NodeJS.Platform = process.platform,
): string => join(...names[platform === 'darwin' || platform === 'win32' ? platform : 'other'])

/** What wins over the client's file and should not: its own credentials may, where an upstream wants its login. */
export const fileOverrides = (
  { overrides }: Pick<ClientSetup, 'overrides'>,
  context: ClientContext,
): readonly Override[] => overrides(context).filter(({ kind }) => !(context.ownLogin && kind === 'credential'))

/** Variables that the client must not see when it is to go to CLP. */
export const unwantedVariables = (
  { overriddenBy, loginVariables }: Pick<ClientSetup, 'overriddenBy' | 'loginVariables'>,
  { ownLogin }: Pick<ClientContext, 'ownLogin'>,
): readonly string[] => overriddenBy.filter((name) => !(ownLogin && loginVariables.includes(name)))

/** Variables of the shell that take the client elsewhere or add another key. */
export const shellOverrides = (
  setup: Pick<ClientSetup, 'overriddenBy' | 'loginVariables'>,
  context: Pick<ClientContext, 'environment' | 'address' | 'ownLogin'>,
): readonly string[] =>
  unwantedVariables(setup, context).filter((name) => {
    const value = context.environment[name]
    return value !== undefined && isSet(value) && !isOurs(context)(value)
  })
