/**
 * The shape in which Claude Code takes a token for that of a gateway, and then shows what answers say of limits: three parts, of which the
 * middle one names an audience. It checks no signature (tried with 2.1.332), and nothing else of its requests changes. CLP reads the first part.
 */

/** `{"aud":"claude-gateway"}`, and a signature that nobody checks. */
const SHAPE = `.${Buffer.from('{"aud":"claude-gateway"}').toString('base64url')}.x`

export const inGatewayShape = (token: string): string => `${token}${SHAPE}`

/** What CLP knows the token by. */
export const withoutGatewayShape = (token: string): string =>
  token.endsWith(SHAPE) ? token.slice(0, -SHAPE.length) : token
