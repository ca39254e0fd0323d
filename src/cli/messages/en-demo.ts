/** English texts of `clp demo`, and what is said in the conversations it plays. */
export const enDemo = {
  about: 'Show CLP at work with scripted upstreams, in a temporary home: no key, no network needed',
  noOpen: 'do not open the browser',
  what: 'This is a demo: a temporary home, two scripted upstreams on this machine, nothing of yours is touched',
  ask: 'Commands can look at it as well, in another terminal: {command}',
  begins: 'A minute of traffic begins; Ctrl-C ends the demo and removes everything',
  over: 'The traffic is over ({count} requests); the pages stay until Ctrl-C',
  ended: 'The demo has ended; its home is removed',
  talk: {
    questions: [
      'Why does the connection pool test fail once in ten runs?',
      'Rename drain() to settle() everywhere and keep the old name working.',
      'Review the last commit and tell me what you would not merge.',
      'Write a test that shows the leak before you fix it.',
      'Which of our modules read the clock directly?',
    ],
    titles: ['Pool test fails now and then', 'Renaming drain', 'Review of the last commit'],
    thoughts: [
      'The test closes the pool while a connection is still being opened. I should look at the order of the two.',
      'Before changing the name I need to know who calls it.',
      'A failing test first: it tells whether the cause is the one I suspect.',
    ],
    leads: ['Let me look at the pool first.', 'I will search for the callers.', 'I will run the tests once more.'],
    answers: [
      'The pool is closed before its last connection is open. I now wait for the opening ones in drain(), and the test has passed fifty times in a row.',
      'There are two callers, in the pool and in the server. Both use the new name; the old one stays as an alias and says so when it is called.',
      'I would not merge the retry around the write: when the first try has reached the disk, the second one writes the row twice. The rest is fine.',
      'The test opens ten connections, closes the pool in between and counts what stays open. It fails on main and passes with the change.',
    ],
  },
}
