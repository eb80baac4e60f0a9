/** Style sheet of the HTML report: a white page on screen, the page alone on paper. */
export const style = `
:root { color-scheme: light; --ink: #1c2127; --muted: #55606b; --rule: #c9d1d9; --hair: #e3e8ec; --ground: #f3f5f7; --section: #0b4f6c }
* { box-sizing: border-box }
body { margin: 0; background: #dfe4e8; color: var(--ink); font: 14px/1.5 Roboto, "Segoe UI", system-ui, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 900px; margin: 24px auto; padding: 40px 52px 60px; background: #fff; box-shadow: 0 1px 6px rgb(0 0 0 / .18) }
header p { margin: 0; color: var(--muted); font-size: 16px }
h1 { margin: 0; font-size: 30px; font-weight: 500 }
h2 { margin: 36px 0 12px; padding-bottom: 4px; border-bottom: 1.5px solid var(--section); color: var(--section); font-size: 20px; font-weight: 500; break-after: avoid }
h3 { margin: 26px 0 8px; font-size: 16px; font-weight: 500; break-after: avoid; overflow-wrap: anywhere }
p { margin: 8px 0; white-space: pre-line; overflow-wrap: anywhere }
.muted { color: var(--muted); font-size: 12.5px }
.callout { margin: 14px 0; padding: 10px 16px; border-left: 4px solid #8b98a5; background: var(--ground); break-inside: avoid-page }
.callout p { margin: 2px 0 }
.callout p:first-child { font-weight: 500; font-size: 15px }
.callout.good { border-color: #1a7f4b; background: #ecf7f0 }
.callout.good p:first-child { color: #146c3e }
.callout.warning { border-color: #b35900; background: #fdf3e6 }
.callout.warning p:first-child { color: #8a4500 }
dl { display: grid; grid-template-columns: 180px 1fr; gap: 3px 14px; margin: 10px 0 }
dl.short { grid-template-columns: 130px 1fr 110px 1fr }
dt { color: var(--muted) }
dd { margin: 0; overflow-wrap: anywhere }
.exact { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 12.5px }
.wide { overflow-x: auto }
table { width: 100%; min-width: 640px; table-layout: fixed; margin: 14px 0 6px; border-collapse: collapse; font-size: 13px }
caption { padding: 0 0 6px; text-align: left; font-weight: 500; font-size: 15px }
th { padding: 5px 7px; background: var(--ground); border-bottom: 1px solid var(--rule); color: var(--muted); font-weight: 500; text-align: left; white-space: nowrap }
td { padding: 5px 7px; border-bottom: 1px solid var(--hair); vertical-align: top; overflow-wrap: anywhere }
.right { text-align: right }
.strong { font-weight: 500 }
thead { display: table-header-group }
tr { break-inside: avoid }
a { color: var(--section) }
.swatch { display: inline-block; width: 10px; height: 10px; margin-right: 7px; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.figures { display: flex; gap: 16px; margin: 14px 0 }
figure { flex: 1; min-width: 0; margin: 0; break-inside: avoid }
figure svg { display: block; width: 100%; max-height: 680px; border: 1px solid var(--rule) }
figcaption { margin-top: 5px; color: var(--muted); font-size: 12.5px; font-style: italic }
.legend { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 14px; margin-top: 6px; font-size: 12px; color: var(--muted) }
.legend > svg { width: 190px; border: 0 }
.together { break-inside: avoid-page }
footer { margin-top: 40px; padding-top: 8px; border-top: 1px solid var(--rule); color: #8a3b00; font-size: 12px }
@page { size: A4; margin: 20mm 18mm 20mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif; color: #55606b } }
@media print {
  body { background: #fff; font-size: 9.5pt }
  main { max-width: none; margin: 0; padding: 0; box-shadow: none }
  table { min-width: 0 }
  th, td { padding-left: 4px; padding-right: 4px }
  .callout, th, .legend { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  footer { position: fixed; bottom: -12mm; left: 0; right: 0; margin: 0; padding-top: 2mm; font-size: 8pt }
}
@media (max-width: 700px) { main { margin: 0; padding: 20px } dl, dl.short { grid-template-columns: 1fr } dd { margin-bottom: 6px } .figures { flex-direction: column } }
`
