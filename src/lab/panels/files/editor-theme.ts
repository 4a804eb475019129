import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/*
 * The editor stands in a shadow root: CodeMirror can then add its styles as constructed style sheets, which the site's
 * content security policy allows, where it would otherwise add <style> elements, which it forbids. Custom properties
 * reach into a shadow root, so the tokens are all that is needed here.
 */
const look = EditorView.theme({
  '&': { color: 'var(--ink)', background: 'var(--ground-field)', font: 'var(--type-code)', height: '100%' },
  '&.cm-focused': { outline: '3px solid var(--holds)', outlineOffset: '2px' },
  '.cm-scroller': { font: 'var(--type-code)', scrollbarWidth: 'thin', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: 'var(--space-2) 0' },
  // A line that is too long goes on further in.
  '.cm-line': { paddingInlineStart: 'calc(6px + 4ch)', textIndent: '-4ch' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { background: 'transparent', color: 'var(--ink-soft)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.25rem', padding: '0 .75rem 0 0', fontSize: '.875em' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'var(--holds-wash)' },
  '&:not(.cm-focused) .cm-activeLine, &:not(.cm-focused) .cm-activeLineGutter': { background: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--line-margin)',
    opacity: '.45',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    background: 'transparent',
    outline: '1px solid var(--line-control)',
  },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': {
    background: 'var(--wrong-wash)',
    outline: '1px dashed var(--wrong-line)',
  },
  '.cm-selectionMatch': { background: 'var(--holds-wash)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--wrong-line)',
    textUnderlineOffset: '4px',
  },
  '.cm-gutter-lint': { width: '.75rem' },
  '.cm-lint-marker-error': { content: '""', width: '4px', height: '100%', background: 'var(--wrong-line)' },
  '.cm-tooltip, .cm-panels': {
    background: 'var(--ground-page)',
    color: 'var(--ink)',
    border: '1px solid var(--line-control)',
    font: 'var(--type-note)',
  },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--wrong-line)' },
  '.cm-panel input, .cm-panel button': {
    font: 'var(--type-fact)',
    color: 'inherit',
    background: 'var(--ground-field)',
    border: '1px solid var(--line-control)',
    borderRadius: 'var(--radius-control)',
  },
  '.cm-panel.cm-search label': { font: 'var(--type-note)' },
  '.cm-searchMatch': { background: 'transparent', outline: '1px solid var(--ink)' },
  '.cm-searchMatch-selected': { background: 'var(--holds-wash)', outline: '2px solid var(--holds)' },
});

const code = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.moduleKeyword, tags.definitionKeyword], fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--holds)' },
  { tag: tags.comment, color: 'var(--ink-soft)' },
]);

/** The look of code in the lab: like the listings in the text. */
export const editorTheme = [look, syntaxHighlighting(code)];
