/** Where an issue is in its life. */
export const issueStates = [
  'noticed',
  'proposed',
  'published',
  'on-agenda',
  'deliberated',
  'acting',
  'won',
  'partly-won',
  'lost',
  'parked',
  'merged',
  'split',
  'withdrawn',
] as const
export type IssueState = (typeof issueStates)[number]
