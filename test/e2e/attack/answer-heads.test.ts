/** What an upstream says in CLP's name: its cookies for the UI, its `x-clp-…` headers. Taken out, whatever the status. */
import { expect, test } from 'vitest'
import { scene } from '../../kit/clp.ts'
import { exchangeRaw, requestBytes } from '../../kit/raw-client.ts'

test.each([200, 304, 400, 429, 500, 503])(
  'a %i sets no cookie of the UI and speaks in no name of ours',
  async (status) => {
    const { claude } = await scene((_, reply) => {
      reply.head(status, [
        ...[
          'set-cookie',
          'clp_session_3300=evil; Path=/',
          'Set-Cookie',
          ' CLP_SESSION_3300=evil',
          'set-cookie',
          '__Host-clp_session_3300=evil',
        ],
        ...[
          'set-cookie',
          'own=1; Path=/',
          'x-clp-problem',
          'unauthenticated',
          'X-CLP-Request-Id',
          'forged',
          'X-Clp-Anything',
          'x',
        ],
        ...['x-own', 'kept'],
      ])
      reply.end()
    })
    const answer = await exchangeRaw(
      claude,
      requestBytes('POST /v1/messages', ['Host', 'localhost', 'Content-Length', '2'], '{}'),
    )
    expect([answer.status, answer.header('set-cookie'), answer.header('x-own')]).toEqual([
      status,
      ['own=1; Path=/'],
      ['kept'],
    ])
    expect([answer.header('x-clp-problem'), answer.header('x-clp-anything')]).toEqual([[], []])
    expect(answer.header('x-clp-request-id')).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
  },
)
