/** Texts of the page about one's own usage. */
export const texts = {
  title: 'My usage',
  text: 'What one access token has used. Nobody else is shown.',
  token: 'Access token',
  wrong: 'This access token is not known, or no longer valid',
  show: 'Show',
  sum: 'Since {{since}}: {{requests}} requests, {{cost}}',
  unpriced: '{{count}} requests without a price',
  budgets: 'Budgets',
  resets: 'starts again {{time}}',
  day: 'Day',
  model: 'Model',
  upstream: 'Upstream',
  requests: 'Requests',
  tokens: 'Tokens',
  cost: 'Cost',
} as const satisfies object
