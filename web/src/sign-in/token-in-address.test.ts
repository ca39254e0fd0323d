import { describe, expect, it } from 'vitest'
import { splitToken } from './token-in-address.ts'

describe('splitToken', () => {
  it('takes the token out of the address and leaves everything else', () => {
    expect(splitToken('http://host:3300/clp/requests?service=a&token=clp_x#top')).toEqual({
      token: 'clp_x',
      rest: 'http://host:3300/clp/requests?service=a#top',
    })
  })
  it('finds nothing where there is no token', () => {
    expect(splitToken('http://host:3300/?tokens=1')).toBeUndefined()
  })
})
