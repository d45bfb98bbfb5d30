/** The queue that mail waits in, and the setting that says how mail goes. */
export const queueName = 'mail'
export const stateKey = 'mail-state'
