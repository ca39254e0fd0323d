// The home of the hostile proof: routing by model, masks and rules on, so that everything that looks into bytes has to look.
/** Models that lead to one upstream each: the witness' own, the hostile one, one of another protocol, one that leads back to CLP. */
const MODELS = ['witness', 'hostile', 'chat', 'detour', 'itself']

export const upstreamsOf = ({ witness, hostile, detour, itself }) => ({
  hostile: { base_url: hostile, auth_token: 't', active: true },
  witness: { base_url: witness, auth_token: 't' },
  chat: { base_url: hostile, auth_token: 't', protocol: 'chat' },
  detour: { base_url: detour, auth_token: 't' },
  itself: { base_url: itself, auth_token: 't' },
})

export const documentsOf = (addresses) => ({
  'claude.json': upstreamsOf(addresses),
  'data/model_router_config.json': {
    mode: 'config-mapping',
    configMappings: { claude: MODELS.map((model) => ({ model, config: model })) },
  },
  'data/system.json': { timeouts: { connectSeconds: 5, responseHeadersSeconds: 20, idleSeconds: 20 } },
  'filter.json': [
    { source: 'sk-[a-z-]+Q', op: 'remove', match: 'regex' },
    { source: 'eyJ[A-Za-z0-9_-]*\\.', op: 'remove', match: 'regex' },
    { source: 'mailto:[a-z]+@[a-z]+\\.example', op: 'replace', target: 'nobody', match: 'regex' },
    { source: 'PRIVATE', op: 'replace', target: 'public', match: 'text' },
  ],
  'mask.json': masks(false),
})

/** The document of masks, with kinds that are off at first as well. */
export const masks = (enabled) => ({
  enabled,
  kinds: { email: true, 'phone-e164': true, 'bank-card': true, 'high-entropy': true },
})
