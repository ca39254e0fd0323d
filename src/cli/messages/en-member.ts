/** English texts of what a token may see of itself. */
export const enMember = {
  tokenNeeded: 'Put your access token into CLP_TOKEN (it begins with clp_)',
  addressNeeded: 'No CLP runs here: put the address of its UI into CLP_URL, for example http://clp.example:3300',
  addressUnusable: 'CLP_URL is no address that can be asked: {address}',
  unreachable: 'Cannot ask {address}: {reason}',
  badAnswer: '{address} does not answer as CLP does',
  about: 'Access token "{token}"',
  aboutOwned: 'Access token "{token}" of {owner}',
}
