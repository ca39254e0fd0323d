/** What a person should know before a client is pointed at CLP, and while it is: whose login it shows, and what wins over the change. */
import type { ClientNote } from '../../contract/reason/client-reasons.ts'
import type { AttachPlan } from './attach.ts'
import type { ClientContext, ClientSetup, ClientState, Override } from './client-setup.ts'
import { fileOverrides } from './override.ts'

export interface NoteQuestion {
  readonly setup: ClientSetup
  readonly client: ClientContext
  /** Name of an upstream that the client's own login is passed on to; undefined: there is none. */
  readonly withoutCredential: string | undefined
}

/** Of one change that attaches. */
export const attachNotes = (
  question: NoteQuestion,
  plan: Pick<AttachPlan, 'before' | 'text'>,
): readonly ClientNote[] => {
  const { setup, client } = question
  const hidden = setup.hidesConversations?.(client, { before: plan.before ?? '', after: plan.text ?? '' })
  return [
    ...loginNotes(question),
    ...standInNotes(question, plan.text),
    ...(hidden === undefined ? [] : [{ code: 'client-conversations-hidden' as const, params: { name: hidden } }]),
    ...overrideNotes(question),
  ]
}

const loginNotes = ({ setup, client, withoutCredential: upstream }: NoteQuestion): readonly ClientNote[] => {
  if (upstream === undefined) return []
  const needed = setup.signedIn?.(client) === false
  return [
    { code: 'client-own-login', params: { upstream } },
    ...(needed ? [{ code: 'client-login-needed' as const, params: { upstream } }] : []),
  ]
}

/** A stand-in that CLP has not written is the person's, and stays. */
const standInNotes = (
  { setup, withoutCredential: upstream }: NoteQuestion,
  text: string | undefined,
): readonly ClientNote[] =>
  upstream !== undefined && text !== undefined && text !== '' && setup.read(text).login === 'replaced'
    ? [{ code: 'client-stand-in', params: { upstream } }]
    : []

/** Of a client that goes to CLP: whether its login still fits the upstreams, and what wins over its file. */
export const standingNotes = (question: NoteQuestion, says: Pick<ClientState, 'login'>): readonly ClientNote[] => [
  ...misfits(question, says),
  ...overrideNotes(question),
]

const misfits = (
  { setup, client, withoutCredential: upstream }: NoteQuestion,
  { login }: Pick<ClientState, 'login'>,
): readonly ClientNote[] => {
  if (login === 'replaced') return upstream === undefined ? [] : [{ code: 'client-login-hidden', params: { upstream } }]
  if (setup.signedIn?.(client) !== false) return []
  if (upstream === undefined) return [{ code: 'client-login-needless', params: {} }]
  return [{ code: 'client-login-needed', params: { upstream } }]
}

/** What wins over the change, in the files that the client reads. */
const overrideNotes = ({ setup, client }: Pick<NoteQuestion, 'setup' | 'client'>): readonly ClientNote[] =>
  fileOverrides(setup, client).map(({ kind, key, file }) => ({ code: CODES[kind], params: { key, file } }))

const CODES = {
  address: 'client-overridden-address',
  credential: 'client-overridden-credential',
  'sign-in': 'client-overridden-sign-in',
} as const satisfies Record<Override['kind'], ClientNote['code']>
