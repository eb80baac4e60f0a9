import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { Command } from '../../../../renderer/commands/command.ts'
import { keyOf, keyText } from '../../../../renderer/commands/keys.ts'
import { useCommands } from '../../../../renderer/commands/registry.ts'
import { matchOf, search } from '../../../../renderer/commands/search.ts'

const pressed = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>> = {}
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held
})

const command = (id: string, title: string, rest: Partial<Command> = {}): Command => ({
  id,
  group: 'view',
  title,
  run: () => {},
  ...rest
})

describe('keys', () => {
  it('names the pressed key, with Shift only when the character does not imply it', () => {
    expect(keyOf(pressed('r'))).toBe('R')
    expect(keyOf(pressed('R', { shiftKey: true }))).toBe('Shift+R')
    expect(keyOf(pressed('?', { shiftKey: true }))).toBe('?')
    expect(keyOf(pressed('{', { shiftKey: true }))).toBe('{')
    expect(keyOf(pressed('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft')
    expect(keyOf(pressed('k', { ctrlKey: true }))).toBe('Mod+K')
    expect(keyOf(pressed('k', { metaKey: true }))).toBe('Mod+K')
    expect(keyOf(pressed('P', { ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+P')
    expect(keyOf(pressed(' '))).toBe('Space')
  })

  it('recognises a bracket that needs AltGr', () => {
    const event = { ...pressed('[', { ctrlKey: true, altKey: true }), getModifierState: () => true }
    expect(keyOf(event)).toBe('[')
  })

  it('formats keys for display', () => {
    expect(keyText('Mod+K', false)).toBe('Ctrl K')
    expect(keyText('Mod+K', true)).toBe('⌘ K')
    expect(keyText('+', false)).toBe('+')
    expect(keyText('ArrowLeft', false)).toBe('←')
  })
})

describe('the registry', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('gives a key to the most recently added command while that is available', () => {
    const commands = useCommands()
    let reviewing = true
    commands.add([command('view.one', 'One', { keys: ['1'] })])
    commands.add([command('review.one', 'Other', { keys: ['1'], available: () => reviewing })])
    expect(commands.withKey('1')?.id).toBe('review.one')
    reviewing = false
    expect(commands.withKey('1')?.id).toBe('view.one')
  })

  it('removes commands together with the scope that added them', () => {
    const commands = useCommands()
    const scope = effectScope()
    scope.run(() => commands.add([command('view.one', 'One', { aliases: ['x'] })]))
    expect(commands.withKey('x')?.id).toBe('view.one')
    scope.stop()
    expect(commands.list).toEqual([])
  })

  it('runs only available commands', () => {
    const commands = useCommands()
    const ran: string[] = []
    commands.add([
      command('view.on', 'On', { run: () => ran.push('on') }),
      command('view.off', 'Off', { available: () => false, run: () => ran.push('off') })
    ])
    for (const id of ['view.on', 'view.off', 'view.unknown']) commands.run(id)
    expect(ran).toEqual(['on'])
  })
})

describe('search', () => {
  const all = [command('a', 'Rotate by 90°'), command('b', 'Heatmap'), command('c', 'Rotate back by 90°')]
  const groupOf = () => 'View'

  it('finds commands by the beginnings of words, in any order', () => {
    expect(search(all, 'rot ba', groupOf).map(({ id }) => id)).toEqual(['c'])
    expect(search(all, 'back rotate', groupOf).map(({ id }) => id)).toEqual(['c'])
    expect(search(all, 'heat', groupOf).map(({ id }) => id)).toEqual(['b'])
  })

  it('also finds by group, keeps the order, and returns nothing for unknown words', () => {
    expect(search(all, 'view', groupOf)).toHaveLength(3)
    expect(search(all, '', groupOf).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(search(all, 'zoom', groupOf)).toEqual([])
    expect(matchOf('Mirror', 'irr')).toBeGreaterThan(0)
  })
})
