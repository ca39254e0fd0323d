/** Reasons about clients on this machine in English. */
import type { ClientFileReason, ClientNote } from '../client-reasons.ts'

export const enClients: Readonly<Record<(ClientFileReason | ClientNote)['code'], string>> = {
  'client-file-broken': 'it cannot be read (line {line}); correct it first',
  'client-file-no-object': 'it must be an object; correct it first',
  'client-key-no-object': '{key} must be an object; correct it first',
  'client-key-taken': 'it has a "{key}" of its own; rename or remove that first',
  'client-file-linked':
    'it has {links} names (hard links), and only one of them would be changed; make a symbolic link of the other, or change the file by hand',

  'client-own-login':
    'The upstream "{upstream}" has no credential, so the login of the client itself is passed on to it; attach again when the upstreams change',
  'client-login-needed':
    'The client is not signed in, and will ask for that first; where "{upstream}" wants no login, give that upstream any key and attach again',
  'client-login-hidden':
    'The upstream "{upstream}" has no credential, but the client shows a stand-in instead of its own login; attach again',
  'client-stand-in':
    'The file shows a stand-in instead of the login that "{upstream}" wants, and CLP has not written it; take it out by hand',
  'client-login-needless':
    'The client is not signed in and will ask for that, though every upstream has a credential; attach again',
  'client-conversations-hidden':
    'Conversations so far are filed under the provider "{name}" and cannot be resumed meanwhile; they are there again after detaching',
  'client-overridden-address': '{key} in "{file}" leads the client elsewhere',
  'client-overridden-credential': '{key} in "{file}" gives the client another credential',
  'client-overridden-sign-in':
    '{key} in "{file}" does not choose signing in with an API key, and without that the client does not use the address',
}
