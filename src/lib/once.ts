/** What is loaded when it is first asked for, and then kept: a start does not wait for what it may never need. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    loading ??= load().catch((error) => {
      // Perhaps only too many files were open; the next time it may be loaded.
      loading = null
      throw error
    })
    return loading
  }
}
