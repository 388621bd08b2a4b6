/// How a page looks.
enum StyleSheet {
  // The colours of the curves are told apart with any colour vision (after Okabe and Ito, 2008), and
  // stand out from their background, light or dark, by 3 : 1 at least. The fourth is dashed, so that a
  // curve it follows for a while shows through.
  static let text = """
    :root {
      --page: #fdfdfc; --panel: #ffffff; --ink: #1d2126; --soft: #5a626c; --line: #e3e5e8;
      --axis: #9aa1a9;
      --series-0: #7a828b; --series-1: #c77700; --series-2: #0067b1; --series-3: #00876c;
      --series-4: #c0267e; --series-5: #6a51a3; --series-6: #a63d00; --series-7: #3d4f5f;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #14171a; --panel: #1b1f23; --ink: #e9ebee; --soft: #a3abb4; --line: #2d3238;
        --axis: #69717a;
        --series-0: #98a1aa; --series-1: #f0a33c; --series-2: #5fb2f2; --series-3: #3fc6a4;
        --series-4: #f078b6; --series-5: #b29de6; --series-6: #ff8f5c; --series-7: #c3d0db;
      }
    }
    .series-0 { --series: var(--series-0); } .series-1 { --series: var(--series-1); }
    .series-2 { --series: var(--series-2); } .series-3 { --series: var(--series-3); }
    .series-4 { --series: var(--series-4); } .series-5 { --series: var(--series-5); }
    .series-6 { --series: var(--series-6); } .series-7 { --series: var(--series-7); }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    }
    main { max-width: 1240px; margin: 0 auto; padding: 40px 24px 64px; }
    h1 { font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 8px; }
    h2 { font-size: 18px; margin: 40px 0 12px; }
    p, ul { max-width: 46em; margin: 0 0 12px; }
    ul { padding-left: 1.3em; }
    li { margin-bottom: 6px; }
    a { color: var(--series-2); }
    p.lead { font-size: 19px; line-height: 1.45; margin-bottom: 8px; }
    p.note { color: var(--soft); font-size: 14px; margin-top: 12px; }
    .charts {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr));
      gap: 20px;
    }
    figure {
      margin: 0; padding: 16px 16px 8px; background: var(--panel);
      border: 1px solid var(--line); border-radius: 8px;
    }
    svg {
      display: block; width: 100%; height: auto;
      font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
    }
    figure svg + svg { display: none; max-width: 480px; }
    svg text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
    svg .chart-title { font-size: 15px; font-weight: 600; fill: var(--ink); }
    svg .chart-subtitle { font-size: 12px; }
    svg .end { text-anchor: end; }
    svg .middle { text-anchor: middle; }
    svg .name { fill: var(--series); font-weight: 600; }
    svg path { fill: none; }
    svg .grid { stroke: var(--line); }
    svg .axis { stroke: var(--axis); }
    svg .line {
      stroke: var(--series); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round;
    }
    svg .line.series-3 { stroke-dasharray: 7 4; }
    svg .mark { stroke: var(--series-2); stroke-width: 2.5; stroke-linecap: round; }
    svg .dot { fill: var(--series-2); }
    svg .point { fill: var(--series); opacity: 0.7; }
    svg .field { fill: var(--series-2); stroke: var(--line); }
    svg .field.best { stroke: var(--series-1); stroke-width: 2; }
    svg .zone { fill: var(--axis); opacity: 0.18; }
    svg .label { font-size: 13px; fill: var(--ink); }
    svg .leader { stroke: var(--series); stroke-width: 1; opacity: 0.6; stroke-dasharray: 1 2; }
    svg .band { fill: var(--series); opacity: 0.16; }
    /* A shadow at a side says that there is more: it stays, while what covers it scrolls along. */
    .scroll {
      overflow-x: auto;
      background:
        linear-gradient(to right, var(--page) 40%, transparent) left / 40px 100% no-repeat local,
        linear-gradient(to left, var(--page) 40%, transparent) right / 40px 100% no-repeat local,
        linear-gradient(to right, var(--axis), transparent) left / 12px 100% no-repeat,
        linear-gradient(to left, var(--axis), transparent) right / 12px 100% no-repeat,
        var(--page);
    }
    table {
      border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 15px;
    }
    th, td { padding: 7px 14px; text-align: right; white-space: nowrap; }
    thead th {
      color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--axis);
      vertical-align: bottom;
    }
    tbody tr + tr > * { border-top: 1px solid var(--line); }
    th:first-child { text-align: left; padding-left: 0; }
    table.words :is(th, td) { text-align: left; }
    table.wrapped :is(th, td) { white-space: normal; vertical-align: top; min-width: 5em; }
    tbody th { font-weight: 600; }
    .unbroken { white-space: nowrap; }
    .key {
      display: inline-block; width: 14px; height: 4px; border-radius: 2px; margin-right: 9px;
      vertical-align: middle; background: var(--series);
    }
    pre {
      padding: 14px 16px; white-space: pre-wrap; font-size: 13.5px; line-height: 1.5;
      background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
    }
    @media (max-width: 640px) {
      main { padding: 24px 16px 48px; }
      p.lead { font-size: 17px; margin-bottom: 12px; }
      figure { padding: 12px 12px 8px; }
      figure svg { display: none; }
      figure svg + svg { display: block; }
      table { font-size: 14px; }
      th, td { padding: 6px 8px; }
      tbody th { white-space: normal; min-width: 6em; }
      /* The name begins beside its key, however long it is. */
      tbody th:has(.key) { padding-left: 23px; text-indent: -23px; }
      table.wrapped :is(th, td) { min-width: 0; padding: 6px 4px; }
      table.stacked :is(tbody, tr, th, td) { display: block; }
      table.stacked thead { display: none; }
      table.stacked tr { padding: 8px 0; }
      table.stacked tr > * { border: none; padding: 1px 0; }
      table.stacked tr + tr { border-top: 1px solid var(--line); }
    }
    @media print {
      main { max-width: none; padding: 0; }
      figure, tr { break-inside: avoid; }
    }
    """
}
