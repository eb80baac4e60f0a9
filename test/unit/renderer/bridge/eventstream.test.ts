import { describe, expect, it } from 'vitest'
import { eventReader } from '../../../../renderer/bridge/http.ts'

const read = (...chunks: string[]) => {
  const taken: string[] = []
  const take = eventReader(data => taken.push(data))
  for (const chunk of chunks) take(chunk)
  return taken
}

describe('the event stream', () => {
  it('returns the data of each event wherever the text is split', () => {
    const text = 'data: {"port":"a"}\n\n: here\n\ndata: {"call":1,"value":null}\n\n'
    for (let cut = 0; cut <= text.length; cut++)
      expect(read(text.slice(0, cut), text.slice(cut)), `cut at ${cut}`).toEqual([
        '{"port":"a"}',
        '{"call":1,"value":null}'
      ])
  })

  it('waits for the end of an event', () => {
    expect(read('data: {"call":1')).toEqual([])
  })

  it('joins the lines of one event and accepts carriage returns', () => {
    expect(read('event: x\r\ndata: one\r\ndata: two\r\n\r\n')).toEqual(['one\ntwo'])
  })
})
