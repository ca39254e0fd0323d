/** What can be done after a failure, in English. */
export const enRemedies = {
  'remedy-request': 'It does not take this request as it is; another upstream would refuse it as well.',
  'remedy-key': 'It does not accept the key, or the account may not do this. Check the key of the upstream.',
  'remedy-model': 'It knows no such model or address. Check the model, and the base address of the upstream.',
  'remedy-limit': 'A limit or the credit of the account is used up. Wait, or use another upstream.',
  'remedy-overloaded': 'It has too much to do. Wait, or use another upstream.',
  'remedy-server': 'Something failed there. Try again, or use another upstream.',
  'remedy-reach': 'Check the base address of the upstream, and the network; "clp doctor" tries the way to it.',
  'remedy-address': 'This looks like a website, not like an API. Check the base address of the upstream.',
} as const
