import type { Dispatcher } from 'undici'

/** What came back for a request: the body as text, headers in small letters. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer came, and it is none that we read. */
export class BadAnswer extends Error {}

/** What an answer may be at most: bytes that really arrive, and milliseconds until the last of them. */
export type Bounds = { readonly bytes: number; readonly ms: number }

/**
 * Sends one request and reads its answer, piece by piece as it arrives. undici's own ways to read make a stream of each
 * answer, and a signal of each limit; for answers of a few kilobytes that takes three times as long as all the rest.
 * @throws where no answer came; a BadAnswer where it is beyond its bounds, a TimeoutError where it took too long
 */
export function exchange(
  agent: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { bytes, ms }: Bounds,
): Promise<Reply> {
  return new Promise((done, failed) => {
    const parts: Buffer[] = []
    let [status, size] = [0, 0]
    let headers: Record<string, string> = {}
    let control: Dispatcher.DispatchController | null = null
    let late: Error | null = null
    const timer = setTimeout(() => {
      late = new DOMException('no answer in time', 'TimeoutError')
      if (control) control.abort(late)
      else failed(late)
    }, ms)
    agent.dispatch(request, {
      onRequestStart(it) {
        control = it
        // It waited for a connection, and longer than it may.
        if (late) it.abort(late)
      },
      onResponseStart(it, code, found) {
        status = code
        headers = plain(found)
        const encoding = headers['content-encoding'] ?? 'identity'
        if (encoding !== 'identity')
          it.abort(new BadAnswer('it answers compressed although it was asked not to'))
      },
      onResponseData(it, part) {
        size += part.length
        if (size > bytes) it.abort(new BadAnswer(`its answer is over ${bytes / 2 ** 20} MiB`))
        else parts.push(part)
      },
      onResponseEnd() {
        clearTimeout(timer)
        done({ status, headers, body: Buffer.concat(parts).toString('utf8') })
      },
      onResponseError(_, error) {
        clearTimeout(timer)
        failed(error)
      },
    })
  })
}

const plain = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  )
