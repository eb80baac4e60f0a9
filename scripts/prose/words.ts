/** A word or phrase to avoid, and what to write instead. */
export type Word = readonly [avoid: RegExp, advice: string]

/**
 * Phrases that read as if translated word by word, and private names for things that have a common
 * one (docs/glossary.md). A space matches any white space, so a phrase may span two lines. Keep
 * out words that have a good ordinary use: a false alarm costs more than a missed phrase.
 */
export const words: readonly Word[] = [
  // Translated phrases.
  [/\banew\b/, 'again, or a verb with re-'],
  [/\bbeside\b/, 'next to'],
  [/\boutside of\b/, 'outside'],
  [/(?<!instead )\bof before\b/, 'previous, earlier'],
  [/\b(?:whoever|whomever|somebody|everybody)\b/, 'name the person: the user, the reviewer, everyone'],
  [/\b(?:a person|who sits)\b/, 'the user, the reviewer'],
  [/\bpatients whom\b/, 'patients that'],
  [/\b(?:tells|told)\b(?! apart)/, 'reports, returns, is notified'],
  [/\b(?:says|said) of\b/, 'predicts for, states about'],
  [/\b(?:is|are|be) said (?:to|here)\b/, 'name what says it'],
  [/\bwhat (?:came|comes) of\b/, 'the result of'],
  [/\bwhat (?:lies|stands|is said|is told|is asked)\b/, 'use a noun'],
  [/\b(?:null|undefined|empty|absent) where\b/, 'if'],
  [/\bwhere nobody\b/, 'if nobody'],
  [/\basked (?:is|are|was|were)\b/, 'the target is'],
  [/\b(?:is|are) asked for\b/, 'is requested, is needed'],
  [/\b(?:is|are) no faults?\b/, 'is not an error'],
  [/\b(?:comes?|came) to (?:nothing|harm)\b/, 'fails, is cancelled, is damaged'],
  [/\b(?:at|to) (?:its|their) places?\b/, 'where it was, in position'],
  [/\bin the place of\b/, 'instead of, replaces'],
  [/\b(?:not|nor) taken\b/, 'rejected, unavailable, not selected'],
  [/\btaken back\b/, 'undone'],
  [/\bpassed over\b/, 'skipped, ignored'],
  [/\bleft out of nothing\b/, 'still counted'],
  [/\b(?:can|could|to) be had\b/, 'is available'],
  [/\blies? (?:over|there|together|wrong)\b/, 'is'],
  [/\bstands? (?:in|on|there|over)\b/, 'is'],
  [/\bgo(?:es|ing)? on with\b/, 'continues, resumes'],
  [/\bpresent (?:state|default|zoom|view|version)\b/, 'current'],
  [/\bfor reading only\b/, 'read-only'],
  [/\bin hand\b/, 'current, selected'],
  [/\bsure(?:r|st)\b/, 'more confident, most confident'],
  [/\bmend(?:s|ed|ing)?\b/, 'fix, repair'],
  [/\bhinders?\b/, 'blocks, prevents'],
  [
    /\b(?:(?:one|a row|a line|a byte) an? (?:patch|tile|slide|row|region|class|step|cell|file)|(?:file|folder|map) an? (?:room|feature|command|call))\b/,
    'per'
  ],
  [/\b(?:there|where)(?:of|in)\b/, 'of it, in which'],
  [/\bout of turn\b/, 'out of order'],
  // Private names.
  [/\bthe way (?:back|there|forward) (?:of|through|from)\b/, 'backward pass, forward pass, round trip'],
  [/\bdoors?\b/, 'entry point'],
  [/\blessons?\b/, 'training sample'],
  [/\b(?:learned|learns) (?:from|by)\b/, 'is trained on'],
  [/\bfrugal(?:ly)?\b/, 'yields between blocks'],
  [/\bforesees?\b/, 'prefetches'],
  [/\b(?:ladder|rungs?)\b/, 'engine selection, engine candidate'],
  [/\b(?:shelf|shelved?)\b/, 'slide cache, model ranking'],
  [/\bverdicts?\b/, 'probe result, agreement, label'],
  [/(?<!-)\bjudg(?:e|es|ed|ing)\b/, 'predicts, classifies, evaluates; a reviewer reviews'],
  [/\bdoubts?\b/, 'uncertainty']
]
