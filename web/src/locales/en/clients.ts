/** Texts about the clients on the machine that CLP runs on. */
export const texts = {
  title: 'Clients on this machine',
  text: 'Where the clients of the user that CLP runs as go. CLP changes nothing but its own keys, and takes back exactly those.',
  state: {
    attached: 'goes to CLP',
    byHand: 'goes to CLP (set by hand)',
    elsewhere: 'goes elsewhere',
    none: 'not set up',
    halfDone: 'half done',
    unreadable: 'cannot be read',
  },
  goes: 'Goes to {{address}}',
  attach: {
    button: 'Point {{client}} here',
    question: 'Point {{client}} at CLP?',
    keys: 'These keys are written; everything else stays as it is:',
    file: 'The file is made, with these keys:',
    nothing: '{{client}} goes to CLP already.',
    confirm: 'Write',
    done: '{{client}} goes to CLP',
  },
  detach: {
    button: 'Take back',
    question: 'Take back what CLP wrote for {{client}}?',
    keys: 'These keys get their former values, or go:',
    file: 'The file goes, since CLP made it and nothing else stands in it:',
    nothing: 'CLP has written nothing into this file.',
    confirm: 'Take back',
    done: '{{client}} is as it was before',
  },
  left: 'These keys were changed since and stay: {{keys}}',
  token: '{{client}} shows the CLP token "{{token}}" from then on.',
  toolSearch:
    '{{client}} loads all tools of MCP servers at once with an address of its own; ENABLE_TOOL_SEARCH=true brings the search back.',
  restart: 'Counts for {{client}} from its next start on.',
} as const satisfies object
